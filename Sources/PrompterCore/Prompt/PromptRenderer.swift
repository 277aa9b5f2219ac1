/// Makes the prompts of one template; what is the same for every document is rendered once.
///
/// A prompt is the same, byte for byte, in training and in service.
///
/// Stable parts come first and the document last, so that a provider's prefix cache can serve all
/// documents of one template.
struct PromptRenderer: Sendable {
  /// How answers are written.
  let form: AnswerForm
  private let template: PromptTemplate
  /// What follows the instruction.
  private let rules: String
  /// The demonstrations, rendered.
  private let shown: Shown
  /// The same for each alone, if each document has its own choice of them.
  private let each: [Shown]
  private let neighbours: NeighbourIndex?
  private let responseSchema: ResponseSchema

  /// Demonstrations as turns, and as the beginning of the one turn.
  private struct Shown: Sendable {
    private(set) var turns: [Prompt.Message] = []
    private(set) var opening = ""

    init(turns: [Prompt.Message] = [], opening: String = "") {
      self.turns = turns
      self.opening = opening
    }

    init(_ parts: some Sequence<Shown>) {
      for part in parts {
        turns += part.turns
        opening += part.opening
      }
    }
  }

  init(_ template: PromptTemplate) {
    self.template = template
    let form = AnswerForm(template)
    self.form = form
    rules = "\n" + template.guide + form.rule
    responseSchema = ResponseSchema(
      template.hasOwnWords ? form.schema.withoutWords : form.schema.forProviders)
    each = template.demonstrations.map { demonstration in
      let answer = form.text(demonstration)
      switch template.layout.demonstrations {
      case .turns:
        return Shown(turns: [.init(.user, demonstration.input), .init(.assistant, answer)])
      case .inline:
        return Shown(
          opening: "<document>\n\(demonstration.input)\n</document>\n\(answer)\n\n")
      }
    }
    shown = template.layout.nearest == nil ? Shown(each) : Shown()
    neighbours =
      template.layout.nearest == nil
      ? nil : NeighbourIndex(template.demonstrations.map(\.input))
  }

  /// What is shown with a document.
  private func shown(with document: Document) -> Shown {
    guard let neighbours, let count = template.layout.nearest else { return shown }
    return Shown(neighbours.nearest(count, to: document.text).map { each[$0] })
  }

  /// The prompt for a document.
  ///
  /// Throws `PromptError` when the instruction names an input that the document does not have.
  func prompt(for document: Document) throws(PromptError) -> Prompt {
    let shown = shown(with: document)
    var messages: [Prompt.Message] = []
    messages.reserveCapacity(shown.turns.count + 2)
    messages.append(
      .init(.system, try template.filled(template.instruction, for: document) + rules))
    messages += shown.turns
    switch template.layout.demonstrations {
    case .turns:
      messages.append(.init(.user, document.text, images: document.images))
    case .inline:
      messages.append(
        .init(
          .user, "\(shown.opening)<document>\n\(document.text)\n</document>",
          images: document.images))
    }
    return Prompt(messages: messages, responseSchema: responseSchema)
  }
}
