/// Makes the prompts of one template; what is the same for every document is rendered once.
///
/// A prompt is the same, byte for byte, in training and in service.
///
/// Stable parts come first and the document last, so that a provider's prefix cache can serve all
/// documents of one template.
struct PromptRenderer: Sendable {
  private let template: PromptTemplate
  /// What follows the instruction.
  private let rules: String
  /// The demonstrations as turns, or as the beginning of the one turn.
  private let turns: [Prompt.Message]
  private let opening: String
  private let responseSchema: ResponseSchema

  init(_ template: PromptTemplate) {
    self.template = template
    rules = "\n" + template.guide + "Answer with one JSON object and nothing else."
    responseSchema = ResponseSchema(template.schema.forProviders)
    switch template.layout.demonstrations {
    case .turns:
      turns = template.demonstrations.flatMap { demonstration -> [Prompt.Message] in
        [.init(.user, demonstration.input), .init(.assistant, template.answer(demonstration))]
      }
      opening = ""
    case .inline:
      turns = []
      opening = template.demonstrations.map {
        "<document>\n\($0.input)\n</document>\n\(template.answer($0))\n\n"
      }.joined()
    }
  }

  /// The prompt for a document.
  ///
  /// Throws `PromptError` when the instruction names an input that the document does not have.
  func prompt(for document: Document) throws(PromptError) -> Prompt {
    var messages: [Prompt.Message] = []
    messages.reserveCapacity(turns.count + 2)
    messages.append(
      .init(.system, try template.filled(template.instruction, for: document) + rules))
    messages += turns
    switch template.layout.demonstrations {
    case .turns:
      messages.append(.init(.user, document.text, images: document.images))
    case .inline:
      messages.append(
        .init(
          .user, "\(opening)<document>\n\(document.text)\n</document>", images: document.images))
    }
    return Prompt(messages: messages, responseSchema: responseSchema)
  }
}
