/// Shows a model what a prompt made of a few examples, and asks it for a better prompt.
///
/// What it answers is not trusted: texts that are empty, too long, or copied from an example are
/// refused.
struct Reflection {
  /// Texts that may take the place of a candidate's.
  struct Proposal {
    /// A new instruction; nil when there is none to use.
    var instruction: String?
    /// New descriptions of fields.
    var fields: [FieldPath: String] = [:]

    /// The candidate with the new texts.
    func child(of candidate: Candidate, _ origin: String) -> Candidate {
      candidate.child(origin) {
        if let instruction { $0.instruction = instruction }
        for (path, text) in fields { $0.fields[path] = FieldGuidance(description: text) }
      }
    }
  }

  /// How much of a document, of a record and of the fields' descriptions is shown, in characters.
  private static let textLength = 1_200
  private static let recordLength = 800
  private static let guideLength = 4_000

  private let lab: Lab
  private let check: ProposalGuard

  /// Prepares for the candidates that come of a seed.
  init(_ lab: Lab, seed: Candidate) {
    self.lab = lab
    check = ProposalGuard(lab.train + lab.select, seed: seed.template)
  }

  /// New texts for a candidate, learnt from rows that it answered; nil when none is usable.
  ///
  /// - Parameters:
  ///   - fields: those whose descriptions may change too.
  ///   - rejected: prompts that were tried in vain.
  ///   - focus: what the new texts should be like, in a sentence.
  ///   - repetition: tells apart the answers to the same prompt.
  /// Throws `Lab.Exhausted`; a model that fails is a proposer that proposes nothing.
  func proposal(
    for candidate: Candidate, fields: [Field] = [], from rows: [EvaluationRow],
    rejected: RejectedPrompts = RejectedPrompts(), focus: String = "", repetition: Int
  ) async throws -> Proposal? {
    let isOpen = candidate.space.isInstructionOpen
    let schema = Self.schema(isOpen, fields)
    let prompt = prompt(candidate, fields, rows, rejected, focus, schema)
    let answer: String?
    do {
      answer = try await lab.propose(prompt, temperature: 1, repetition: repetition)
    } catch is ModelError {
      return nil
    }
    guard let answer else { return nil }
    guard let compiled = try? Schema(schema),
      let record = try? LenientParser(schema: compiled).parse(answer).get().value
    else {
      await lab.note(["event": "refused", "reason": "not readable"])
      return nil
    }
    var proposal = Proposal()
    if isOpen { proposal.instruction = await usable(record[key: "instruction"], .instruction) }
    for field in fields {
      let text = record[key: "fields"]?[key: field.path.description]
      proposal.fields[field.path] = await usable(text, .guidance(field))
    }
    return proposal.instruction == nil && proposal.fields.isEmpty ? nil : proposal
  }

  /// A proposed text without its wrapping; nil when it is refused.
  private func usable(_ value: JSONValue?, _ kind: ProposalGuard.Kind) async -> String? {
    guard let text = value?.string.map(ProposedText.unwrapped) else { return nil }
    return await check.passes(text, kind, in: lab) ? text : nil
  }

  // MARK: What is asked

  private static func schema(_ hasInstruction: Bool, _ fields: [Field]) -> JSONValue {
    var properties = JSONObject()
    if hasInstruction { properties["instruction"] = ["type": "string"] }
    if !fields.isEmpty {
      properties["fields"] = [
        "type": "object",
        "properties": .object(
          JSONObject(fields.map { ($0.path.description, ["type": "string"] as JSONValue) })),
        "additionalProperties": false,
      ]
    }
    return [
      "type": "object", "properties": .object(properties),
      // Nothing is required: a part that is missing must not cost the others.
      "additionalProperties": false,
    ]
  }

  private func prompt(
    _ candidate: Candidate, _ fields: [Field], _ rows: [EvaluationRow],
    _ rejected: RejectedPrompts, _ focus: String, _ schema: JSONValue
  ) -> Prompt {
    let template = candidate.template
    var wanted = candidate.space.isInstructionOpen ? ["a new instruction"] : []
    if !fields.isEmpty { wanted.append("new descriptions of the fields that go wrong") }
    var system =
      "A model extracts records from texts. Below are its present instruction and, for some texts, "
      + "the right record, the model's answer and what is wrong with it. Write "
      + wanted.joined(separator: " and ")
      + " that would prevent such mistakes in texts that nobody has seen yet. Find out what the "
      + "mistakes have in common; state the facts about the task and a general strategy, and keep "
      + "what works. Never quote the examples. \(focus)"
    let inputs = ProposedText.inputs(of: template.instruction).sorted()
    if !inputs.isEmpty {
      system += " Keep \(inputs.map { "{\($0)}" }.joined(separator: ", ")) as they are."
    }
    var shape = candidate.space.isInstructionOpen ? ["\"instruction\": \"...\""] : []
    if !fields.isEmpty { shape.append("\"fields\": {\"field name\": \"...\"}") }
    system +=
      " An instruction has at most \(ProposalGuard.maximumInstructionLength) characters, the "
      + "description of a field \(ProposalGuard.maximumLength). Answer with a JSON object "
      + "{\(shape.joined(separator: ", "))}."
    var text =
      "INSTRUCTION\n\(template.instruction)\n\n\(template.guide.prefix(Self.guideLength))\n"
    if !fields.isEmpty {
      text += "FIELDS TO DESCRIBE\n\(fields.map(\.path.description).joined(separator: "\n"))\n\n"
    }
    let vain = rejected.texts
    if !vain.isEmpty {
      text += "TRIED IN VAIN, with the effect in points\n\(vain.joined(separator: "\n"))\n\n"
    }
    for (index, row) in rows.enumerated() { text += Self.shown(row, index, template.schema) }
    return Prompt(
      messages: [.init(.system, system), .init(.user, text)],
      responseSchema: ResponseSchema(schema))
  }

  private static func shown(_ row: EvaluationRow, _ index: Int, _ schema: Schema) -> String {
    func record(_ value: JSONValue) -> Substring {
      schema.ordered(value).text(.spaced).prefix(recordLength)
    }
    var text = "EXAMPLE \(index + 1)\n<text>\((row.text ?? "").prefix(textLength))</text>\n"
    text += "right: \(record(row.expected))\n"
    if let predicted = row.predicted {
      text += "answer: \(record(predicted))\n"
      let faults = FieldFeedback.all(in: row, of: schema).prefix(12)
      for fault in faults { text += "- \(fault.text)\n" }
      if faults.isEmpty { text += (row.score ?? 0) < 1 ? "- not quite right\n" : "- all right\n" }
    } else {
      text += "- the answer could not be used: \(row.failure?.message.prefix(200) ?? "no record")\n"
    }
    return text + "\n"
  }
}
