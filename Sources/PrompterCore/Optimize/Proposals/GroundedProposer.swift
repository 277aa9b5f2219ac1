/// Asks a model for instructions, with the data, the task and demonstrations before its eyes: the
/// grounded proposer of MIPROv2 of DSPy.
///
/// Three calls for each instruction: what the program is for, what its one module is for, and the
/// instruction itself, with a random tip.
struct GroundedProposer {
  /// How many demonstrations the proposer sees.
  static let shownDemonstrations = 3

  /// Tips by name, in a fixed order; the empty one is left out of the question.
  static let tips: [(name: String, text: String)] = [
    ("none", ""),
    ("creative", "Don't be afraid to be creative when creating the new instruction!"),
    ("simple", "Keep the instruction clear and concise."),
    ("description", "Make sure your instruction is very informative and descriptive."),
    (
      "high_stakes",
      "The instruction should include a high stakes scenario in which the model must solve the task!"
    ),
    (
      "persona",
      "Include a persona that is relevant to the task in the instruction (ie. \"You are a ...\")"
    ),
  ]

  private let seed: Candidate
  private let lab: Lab
  private var session: ProposerSession
  private var generator: SeededGenerator

  init(_ lab: Lab, seed: Candidate, temperature: Double) {
    self.seed = seed
    self.lab = lab
    session = ProposerSession(lab, temperature: temperature)
    generator = SeededGenerator(seed: lab.setup.seed, purpose: "tips")
  }

  /// The seed's instruction, and different ones that were proposed: one for each set of
  /// demonstrations up to a number.
  ///
  /// The first proposal gives way to the seed's instruction, as in DSPy.
  /// Throws `Lab.Exhausted`, `CancellationError`.
  mutating func instructions(
    _ count: Int, for sets: [[Demonstration]]
  ) async throws -> [String] {
    let own = seed.template.instruction
    guard lab.setup.proposer != nil, count > 1 else { return [own] }
    let check = ProposalGuard(lab.train + lab.select, seed: seed.template)
    let summary = try await DataSummary.make(of: lab.train, asking: &session)
    var instructions = [own]
    for index in 0..<min(count, sets.count) {
      let answer = try await proposal(index, sets, summary)
      guard index > 0, let text = answer.map(ProposedText.unwrapped),
        await check.passes(text, .instruction, in: lab), !instructions.contains(text)
      else { continue }
      instructions.append(text)
    }
    return instructions
  }

  private mutating func proposal(
    _ index: Int, _ sets: [[Demonstration]], _ summary: String?
  ) async throws -> String? {
    let tip = Self.tips[generator.below(Self.tips.count)]
    let program = seed.template.program
    let shown = Self.shown(index, of: sets)
    let examples = shown.isEmpty ? "No task demonstrations provided.\n" : shown
    let material = "Program:\n\(program)\nExamples of its work:\n\(examples)"
    let purpose = try await describe(
      "Below is pseudo-code for a pipeline that solves tasks with calls to language models. Please "
        + "describe what type of task this program appears to be designed to solve, and how it "
        + "appears to work.", material, index)
    let module = try await describe(
      "Below is pseudo-code for a pipeline that solves tasks with calls to language models. Please "
        + "describe the purpose of the specified module in this pipeline.",
      "\(material)\nWhat the program does: \(purpose)\n\nModule: \(Self.module)\n", index)
    var parts = [
      ("Data set", summary ?? ""), ("Program", program), ("What the program does", purpose),
      ("Module", Self.module), ("What the module does", module), ("Task demonstrations", examples),
      ("Basic instruction", seed.template.instruction), ("Tip", tip.text),
    ]
    parts.removeAll { $0.1.isEmpty }
    return try await session.ask(
      "Use the information below to learn about a task that we are trying to solve using calls to "
        + "a language model, then generate a new instruction that will be used to prompt a "
        + "language model to better solve the task. State general rules; never quote the examples. "
        + "Answer with the instruction alone.",
      parts.map { "\($0.0): \($0.1)\n" }.joined(separator: "\n"), repetition: index)
  }

  private static let module = "extract(document) -> record"

  /// A description; empty when the proposer gives none, and then the question goes without it.
  private mutating func describe(
    _ task: String, _ material: String, _ index: Int
  ) async throws -> String {
    ProposalText.plain(
      try await session.ask(task, material, repetition: index), atMost: DataSummary.maximumLength)
  }

  /// Up to three demonstrations, from a set and the sets after it; nothing for the empty one.
  private static func shown(_ index: Int, of sets: [[Demonstration]]) -> String {
    guard index > 0 else { return "" }
    let nearest = sets[index...] + sets[..<index]
    return nearest.joined().prefix(shownDemonstrations).map {
      ProposalText.shown($0.input, $0.expected)
    }.joined()
  }
}

extension PromptTemplate {
  /// The most characters of a description of the program.
  private static let longestProgram = 6_000

  /// What a prompter does, in words: what goes in and what comes out.
  fileprivate var program: String {
    var text =
      "record = extract(document): a model is given an instruction, examples and one document, and "
      + "answers with one JSON object.\nInstruction: \(instruction)\nFields of the record:\n"
    for field in schema.fields {
      let words = fields[field.path]?.description ?? ""
      text += "- \(field.path) (\(schema.typeText(field)))\(words.isEmpty ? "" : ": \(words)")\n"
    }
    return String(text.prefix(Self.longestProgram))
  }
}
