/// Asks a model for new descriptions of the fields that go wrong most, all in one call.
struct FieldProposer {
  /// How many texts are asked for each field.
  let variants: Int

  /// New guidance by field; a field that got nothing usable is missing.
  ///
  /// - Parameters:
  ///   - rows: what the incumbent answered, failures for the prompt among them.
  ///   - memory: texts that were tried in vain.
  /// Throws `Lab.Exhausted`; a model that fails is a proposer that proposes nothing.
  func propose(
    for fields: [Field], of incumbent: Candidate, rows: [EvaluationRow], _ memory: RejectedTexts,
    in lab: Lab
  ) async throws -> [FieldPath: [FieldGuidance]] {
    let prompt = prompt(fields, incumbent, rows, memory)
    let answer: String?
    do { answer = try await lab.propose(prompt) } catch is ModelError { return [:] }
    guard let answer, let schema = try? Schema(Self.schema(fields, variants)) else { return [:] }
    guard let record = try? LenientParser(schema: schema).parse(answer).get().value else {
      await lab.note(["event": "refused", "part": "fields", "reason": "not readable"])
      return [:]
    }
    let check = ProposalGuard(lab.train + lab.select, seed: incumbent.template)
    var proposals: [FieldPath: [FieldGuidance]] = [:]
    for field in fields {
      for answer in record[key: field.path.description]?.array?.compactMap(\.string) ?? [] {
        let text = ProposedText.unwrapped(answer)
        guard await check.passes(text, .guidance(field), in: lab) else { continue }
        let known = proposals[field.path, default: []]
        let guidance = FieldGuidance(description: text)
        guard !known.contains(guidance), !memory.contains(guidance, for: field.path) else {
          continue
        }
        proposals[field.path] = known + [guidance]
      }
    }
    return proposals
  }

  /// What the texts for a field should be like, so that they differ.
  private static let styles = [
    "one terse", "one with a definition and what the field is not", "one as a procedure",
    "one about format and edge cases",
  ]

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

  private func prompt(
    _ fields: [Field], _ incumbent: Candidate, _ rows: [EvaluationRow], _ memory: RejectedTexts
  ) -> Prompt {
    let schema = incumbent.template.schema
    var text = ""
    for field in fields {
      let now = incumbent.template.fields[field.path]
      text += "FIELD \(field.path) (\(schema.typeText(field)))\n"
      text += "now: \(([now?.description ?? ""] + (now?.rules ?? [])).joined(separator: ". "))\n"
      text += Self.cases(field, rows, schema)
      for entry in memory.last(for: field.path) {
        let points = Int((100 * entry.gain).rounded())
        text += "- tried in vain (\(points) points): \(entry.text.description)\n"
      }
      text += "\n"
    }
    let system =
      "A model extracts records from texts. It reads a description of every field. Below are "
      + "fields that it gets wrong, with the present description, its mistakes, what it gets right, and "
      + "descriptions that did not help, with their effect. "
      + "For each field write \(variants) different new descriptions that would prevent such "
      + "mistakes in texts that nobody has seen yet: "
      + "\(Self.styles.prefix(max(1, variants)).joined(separator: ", ")). State general "
      + "rules; never quote the examples. Answer with a JSON object: field name to list of texts."
    return Prompt(
      messages: [.init(.system, system), .init(.user, text)],
      responseSchema: ResponseSchema(Self.schema(fields, variants)))
  }
  /// Up to eight mistakes in a field, and two values that are right.
  private static func cases(_ field: Field, _ rows: [EvaluationRow], _ schema: Schema) -> String {
    var mistakes = ""
    var right = ""
    var (wrongCount, rightCount) = (0, 0)
    for row in rows {
      guard row.predicted != nil, let score = row.fields[field.path] else { continue }
      let excerpt = "  <text>\((row.text ?? "").prefix(300))</text>\n"
      if score.outcome == .right {
        guard rightCount < 2, let value = row.values(of: field.path).first?.expected,
          !value.isNull
        else { continue }
        rightCount += 1
        right += "- right: \(value.text().prefix(120))\n\(excerpt)"
      } else if wrongCount < 8 {
        wrongCount += 1
        mistakes +=
          "- \(row.feedback(field)?.text ?? "\(field.path): \(score.outcome.rawValue)")\n\(excerpt)"
      }
    }
    return mistakes + right
  }
}
