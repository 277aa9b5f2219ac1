/// Asks a model for new descriptions of the fields that go wrong most, all in one call.
struct FieldProposer {
  /// How many texts are asked for each field.
  let variants: Int

  /// New guidance by field; a field that got nothing usable is missing.
  ///
  /// - Parameters:
  ///   - failures: what went wrong, for the prompt.
  /// Throws `Lab.Exhausted`; a model that fails is a proposer that proposes nothing.
  func propose(
    for fields: [Field], of incumbent: Candidate, failures: [FieldPath: [Failure]], in lab: Lab
  ) async throws -> [FieldPath: [FieldGuidance]] {
    let prompt = Self.prompt(fields, incumbent, failures, variants)
    let answer: String?
    do { answer = try await lab.propose(prompt) } catch let error as ModelError {
      await lab.note(["event": "proposer failed", "reason": .string(error.kind.rawValue)])
      return [:]
    }
    guard let answer, let schema = try? Schema(Self.schema(fields, variants)),
      let record = try? LenientParser(schema: schema).parse(answer).get().value
    else { return [:] }
    let check = ProposalGuard(lab.train + lab.select, seed: incumbent.template)
    var proposals: [FieldPath: [FieldGuidance]] = [:]
    for field in fields {
      for answer in record[key: field.path.description]?.array?.compactMap(\.string) ?? [] {
        let text = ProposedText.unwrapped(answer)
        guard await check.passes(text, .guidance(field), in: lab) else { continue }
        let known = proposals[field.path, default: []]
        guard !known.contains(where: { $0.description == text }) else { continue }
        proposals[field.path] = known + [FieldGuidance(description: text)]
      }
    }
    return proposals
  }

  /// One wrong value, for the proposer to learn from.
  struct Failure {
    let excerpt: String
    let expected: JSONValue
    let predicted: JSONValue?
    let outcome: FieldOutcome
  }

  private static func schema(_ fields: [Field], _ variants: Int) -> JSONValue {
    let list: JSONValue = [
      "type": "array", "items": ["type": "string"], "maxItems": .integer(variants),
    ]
    return [
      "type": "object",
      "properties": .object(JSONObject(fields.map { ($0.path.description, list) })),
      "additionalProperties": false,
    ]
  }

  private static func prompt(
    _ fields: [Field], _ incumbent: Candidate, _ failures: [FieldPath: [Failure]], _ variants: Int
  ) -> Prompt {
    let schema = incumbent.template.schema
    var text = ""
    for field in fields {
      let now = incumbent.template.fields[field.path]
      text += "FIELD \(field.path) (\(schema.typeText(field)))\n"
      text += "now: \(([now?.description ?? ""] + (now?.rules ?? [])).joined(separator: ". "))\n"
      for failure in failures[field.path] ?? [] {
        text += "- \(failure.outcome.rawValue): expected \(failure.expected.text().prefix(120)), "
        text += "got \((failure.predicted ?? .null).text().prefix(120))\n"
        text += "  <text>\(failure.excerpt)</text>\n"
      }
      text += "\n"
    }
    let system =
      "A model extracts records from texts. It reads a description of every field. Below are "
      + "fields that it gets wrong, with the present description and examples of its mistakes. "
      + "For each field write \(variants) different new descriptions that would prevent such "
      + "mistakes in texts that nobody has seen yet: one terse, one with a definition and what "
      + "the field is not, one as a procedure, one about format and edge cases. State general "
      + "rules; never quote the examples. Answer with a JSON object: field name to list of texts."
    return Prompt(
      messages: [.init(.system, system), .init(.user, text)],
      responseSchema: ResponseSchema(Self.schema(fields, variants)))
  }
}
