/// Asks for many instructions at a time and improves on the best of them: COPRO of DSPy.
///
/// Every instruction is tried on all examples, those that give demonstrations included. One
/// proposer call gives all instructions of a round, where DSPy asks for as many completions; there
/// is no output prefix to search.
public struct COPRO: Optimizer {
  /// `copro`.
  public let name = "copro"
  /// Instructions in a round, the seed's among those of the first.
  public let breadth: Int
  /// How many rounds.
  public let depth: Int
  /// The proposer's temperature.
  public let temperature: Double

  /// Makes the optimizer.
  ///
  /// - Parameters:
  ///   - breadth: at least 2.
  ///   - depth: at least 1.
  public init(breadth: Int = 10, depth: Int = 3, temperature: Double = 1.4) {
    self.breadth = max(2, breadth)
    self.depth = max(1, depth)
    self.temperature = temperature
  }

  /// An instruction with its mean score.
  private struct Attempt {
    let candidate: Candidate
    let score: Double
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    guard seed.space.isInstructionOpen, lab.setup.proposer != nil else { return seed }
    let check = ProposalGuard(lab.train + lab.select, seed: seed.template)
    var session = ProposerSession(lab, temperature: temperature)
    var attempts: [Attempt] = []
    do {
      for round in 0..<depth {
        let wanted = attempts.isEmpty ? breadth - 1 : breadth
        let (task, material) = question(wanted, seed, attempts)
        let answer = try await session.ask(
          task, material, schema: Self.schema(wanted), repetition: round)
        var candidates = attempts.isEmpty ? [seed] : []
        for text in Self.instructions(answer, wanted) {
          let instruction = ProposedText.unwrapped(text)
          guard await check.passes(instruction, .instruction, in: lab) else { continue }
          let candidate = seed.child("instruction \(candidates.count) of round \(round + 1)") {
            $0.instruction = instruction
          }
          let isKnown = (candidates + attempts.map(\.candidate)).contains { $0.id == candidate.id }
          if !isKnown { candidates.append(candidate) }
        }
        // The seed alone has nothing to win against.
        if candidates == [seed] { continue }
        for candidate in candidates {
          let scores = try await lab.ask(candidate, on: lab.train + lab.select)
            .compactMap(\.row.score)
          let best = Self.ranked(attempts).first?.score ?? -1
          attempts.append(Attempt(candidate: candidate, score: scores.mean ?? 0))
          if scores.mean ?? 0 > best { await lab.crown(candidate) }
        }
      }
    } catch is Lab.Exhausted {
      // The best of those that were tried on everything.
    }
    return Self.ranked(attempts).first?.candidate ?? seed
  }

  /// The best first; of equals the one that was tried first.
  private static func ranked(_ attempts: [Attempt]) -> [Attempt] {
    attempts.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
  }

  private static func schema(_ wanted: Int) -> JSONValue {
    [
      "type": "object",
      "properties": [
        "instructions": [
          "type": "array", "items": ["type": "string"], "maxItems": .integer(wanted),
        ]
      ],
      "required": ["instructions"], "additionalProperties": false,
    ]
  }

  /// The texts of an answer; none when it cannot be read.
  private static func instructions(_ answer: String?, _ wanted: Int) -> [String] {
    // A text that the end of the answer cuts off is no instruction.
    guard let answer, let schema = try? Schema(Self.schema(wanted)),
      let record = try? LenientParser(schema: schema).parse(answer, isCutOff: true).get().value
    else { return [] }
    let texts = record[key: "instructions"]?.array?.compactMap(\.string) ?? []
    return Array(texts.prefix(wanted))
  }

  /// What the proposer is asked: to improve on the seed, or on the best attempts, worst first.
  private func question(
    _ wanted: Int, _ seed: Candidate, _ attempts: [Attempt]
  ) -> (task: String, material: String) {
    let role = "You are an instruction optimizer for large language models. "
    let form =
      " Each must be complete in itself, at most 100 words, and different from the others. Don't "
      + "be afraid to be creative. Answer with a JSON object: {\"instructions\": [\(wanted) texts]}."
    guard !attempts.isEmpty else {
      let task =
        role + "You will be given the instruction with which a model extracts records from texts, "
        + "and the fields of the records. Propose \(wanted) instructions that will lead a good "
        + "model to perform the task well." + form
      return (task, "Instruction: \(seed.template.instruction)\n\(seed.template.fieldNames)")
    }
    var material = seed.template.fieldNames
    for (index, attempt) in Self.ranked(attempts).prefix(breadth).reversed().enumerated() {
      material += "\nInstruction #\(index + 1): \(attempt.candidate.template.instruction)\n"
      let percent = (1_000 * attempt.score).rounded() / 10
      material += "Resulting Score #\(index + 1): \(percent)\n"
    }
    let task =
      role + "You will be given instructions that were tried for extracting records from texts, "
      + "with their scores in percent, in increasing order, and the fields of the records. Propose "
      + "\(wanted) new instructions that will lead a good model to perform the task even better."
      + form
    return (task, material)
  }

  /// Every instruction on every example, and one proposer call a round.
  public func calls(train: Int, select: Int) -> Int? {
    depth * breadth * (train + select) + depth
  }
}

extension PromptTemplate {
  /// The fields with their types, a line each, for a model that writes instructions.
  var fieldNames: String {
    "Fields:\n"
      + schema.fields.map { "- \($0.path) (\(schema.typeText($0)))\n" }.joined()
  }
}
