/// Reflects on three examples at a time, and keeps every instruction that is the best on some
/// example: GEPA (Agrawal and others 2025, arXiv 2507.19457) as DSPy runs it.
///
/// The seed and each accepted instruction answer all V selecting examples. It goes on while fewer
/// than 380 + 4V (light), 690 + 5V (medium) or 1,035 + 7V (heavy) examples were tried, which it
/// looks at before each iteration. It changes the instruction alone, so there is nothing to merge,
/// and it remembers nothing.
public struct GEPA: Optimizer {
  /// `gepa`.
  public let name = "gepa"
  /// How much is tried.
  public let effort: Effort

  /// How many examples it reflects on at a time.
  static let batch = 3
  /// After so many reflections in a row without a usable instruction the proposer is given up.
  static let patience = 10

  /// Makes the optimizer.
  public init(_ effort: Effort = .light) {
    self.effort = effort
  }

  /// The examples after which no new iteration begins, of so many selecting examples.
  func evaluations(select: Int) -> Int {
    switch effort {
    case .light: 380 + 4 * select
    case .medium: 690 + 5 * select
    case .heavy: 1_035 + 7 * select
    }
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    guard lab.setup.proposer != nil, seed.space.isInstructionOpen, !lab.select.isEmpty else {
      return seed
    }
    var search = Search(seed, lab)
    do {
      try await search.run(upTo: evaluations(select: lab.select.count))
    } catch is Lab.Exhausted {
      // The best of those that were tried on everything.
    }
    return search.best ?? seed
  }

  /// The most that it makes: the last iteration may try V + 6 examples more, and each iteration of
  /// 6 examples or more takes a reflection.
  public func calls(train: Int, select: Int) -> Int? {
    let budget = evaluations(select: select)
    return budget + select + 2 * Self.batch + (budget - select) / (2 * Self.batch) + 1
  }
}

/// One search: the programs so far, and how many examples were tried.
private struct Search {
  private let lab: Lab
  private let seed: Candidate
  private let reflection: Reflection
  private var programs: [(candidate: Candidate, scores: [String: Double])] = []
  private var evaluations = 0
  /// The highest mean so far.
  private var highest = -1.0
  private var batches: Minibatches
  private var generator: SeededGenerator

  init(_ seed: Candidate, _ lab: Lab) {
    self.lab = lab
    self.seed = seed
    reflection = Reflection(lab, seed: seed)
    let isEnough = lab.train.count >= GEPA.batch
    batches = Minibatches(isEnough ? lab.train : lab.train + lab.select, seed: lab.setup.seed)
    generator = SeededGenerator(seed: lab.setup.seed, purpose: "gepa parents")
  }

  /// The candidate with the highest mean, the earliest of equals; nil when none was tried.
  ///
  /// A mean over less than half of the examples, as the others had no answer, says too little.
  var best: Candidate? {
    var best: (candidate: Candidate, mean: Double)?
    for program in programs where 2 * program.scores.count >= lab.select.count {
      let values = program.scores.sorted { $0.key < $1.key }.map(\.value)
      if let mean = values.mean, mean > best?.mean ?? -1 { best = (program.candidate, mean) }
    }
    return best?.candidate
  }

  mutating func run(upTo budget: Int) async throws {
    try await validate(seed)
    var iteration = 0
    var fruitless = 0
    while evaluations < budget, fruitless < GEPA.patience {
      iteration += 1
      let front = ParetoFront(programs.map(\.scores))
      let parent = programs[front.pick(using: &generator)].candidate
      let examples = batches.next()
      let before = try await answers(of: parent, to: examples)
      guard before.contains(where: { ($0.score ?? 1) < FieldScore.rightness }) else { continue }
      let proposal = try await reflection.proposal(
        for: parent, from: before, repetition: iteration)
      guard let proposal else {
        fruitless += 1
        continue
      }
      fruitless = 0
      let child = proposal.child(of: parent, "reflection \(iteration)")
      guard !programs.contains(where: { $0.candidate.id == child.id }) else { continue }
      let after = try await answers(of: child, to: examples)
      let gain = Self.gain(before, after)
      guard gain > 0 else {
        await lab.drop(child, because: "no better on the examples of its reflection", gain: gain)
        continue
      }
      await lab.accept(child, gain: gain)
      try await validate(child)
    }
  }

  /// Tries a candidate on all selecting examples and makes it a possible parent.
  private mutating func validate(_ candidate: Candidate) async throws {
    let rows = try await answers(of: candidate, to: lab.select)
    let scores = rows.compactMap { row in row.score.map { (row.id, $0) } }
    programs.append((candidate, Dictionary(scores, uniquingKeysWith: { $1 })))
    let mean = scores.map(\.1).mean ?? -1
    guard 2 * scores.count >= lab.select.count, mean > highest else { return }
    highest = mean
    await lab.crown(candidate)
  }

  private mutating func answers(
    of candidate: Candidate, to examples: [Example]
  ) async throws -> [EvaluationRow] {
    let rows = try await lab.ask(candidate, on: examples).map(\.row)
    evaluations += examples.count
    return rows.filter(\.isAnswered)
  }

  /// How much the sum over the examples that both answered grew.
  private static func gain(_ before: [EvaluationRow], _ after: [EvaluationRow]) -> Double {
    let known = Dictionary(before.map { ($0.id, $0.score ?? 0) }, uniquingKeysWith: { $1 })
    return after.reduce(0) { sum, row in
      sum + (known[row.id].map { (row.score ?? 0) - $0 } ?? 0)
    }
  }
}

/// All examples in a new order each epoch, a few at a time; the last batch is filled up.
private struct Minibatches {
  private let examples: [Example]
  private var generator: SeededGenerator
  private var rest: [Example] = []

  init(_ examples: [Example], seed: UInt64) {
    self.examples = examples
    generator = SeededGenerator(seed: seed, purpose: "gepa batches")
  }

  mutating func next() -> [Example] {
    if rest.isEmpty {
      let order = generator.shuffled(examples)
      let lacking = (GEPA.batch - order.count % GEPA.batch) % GEPA.batch
      rest = order.count <= GEPA.batch ? order : order + order.prefix(lacking)
    }
    defer { rest.removeFirst(min(GEPA.batch, rest.count)) }
    return Array(rest.prefix(GEPA.batch))
  }
}
