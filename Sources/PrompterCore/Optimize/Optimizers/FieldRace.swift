/// Races whole prompts, then steps in shape and texts of fields packed into few calls.
///
/// 1. Shape: instructions and sets of demonstrations race against the seed on whole records.
/// 2. Generations: texts about fields, each decided by the field's own score (`FieldStage`); prompts one
///    step in shape away from the best so far, and prompts that a proposer writes anew, race against it.
///    Texts come first where somebody can write them. Two generations in vain end the search, and so does
///    an incumbent that is always right.
/// 3. Pruning: what the winner does not need is taken away.
public struct FieldRace: Optimizer {
  /// How much is tried.
  public struct Configuration: Hashable, Sendable {
    /// Prompts that enter the first race.
    public var arms: Int
    /// The most generations.
    public var generations: Int
    /// Texts tried for each field in a generation.
    public var variants: Int

    /// Whether a thought before the answer is worth its price: not in a small search.
    public var triesThoughts: Bool { generations > 1 }

    /// Makes a configuration.
    public init(arms: Int = 9, generations: Int = 1, variants: Int = 3) {
      self.arms = arms
      self.generations = generations
      self.variants = variants
    }
  }

  /// `fieldrace`.
  public let name = "fieldrace"
  /// How much is tried.
  public let configuration: Configuration

  /// So many generations in vain end the search.
  private static let patience = 2
  /// So many examples that may be shown tell what the seed gets wrong.
  private static let failing = 12

  /// Makes the optimizer.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let writes = lab.setup.proposer != nil
    if configuration.generations > 1 {
      do {
        _ = try await lab.evaluate(seed, on: Array(lab.train.prefix(Self.failing)))
      } catch is Lab
        .Exhausted
      { return seed }
    }
    let arms = await ShapeArms(lab).candidates(for: seed, atMost: configuration.arms)
    // Who can write finds more in texts than in shapes.
    let share = writes ? 0.45 : 0.8
    var incumbent = try await Race(
      blocks: [8, 8, 16], allowance: Int(share * Double(await lab.left))
    ).winner(arms, against: seed, in: lab)
    let fields = FieldStage(lab: lab, variants: configuration.variants)
    let reflection = Reflection(lab, seed: seed)
    var memory = RejectedTexts()
    var rejected = RejectedPrompts()
    var stale = 0
    for generation in 0..<configuration.generations where stale < Self.patience {
      if await lab.isFlawless(incumbent) { break }
      let before = incumbent
      // Where texts can be written they come first: credit by field finds them with fewest calls.
      if writes { incumbent = try await fields.improve(incumbent, generation, &memory) }
      // A race that is short of calls leaves out the last ones: what was paid for comes first.
      let written = try await reflected(incumbent, reflection, rejected, generation, lab)
      var moves = written
      if generation == 0, configuration.triesThoughts || lab.setup.teacher != nil {
        moves += try await ShapeMoves(lab).reasoning(incumbent)
      }
      moves += await ShapeMoves(lab).candidates(for: incumbent, generation)
      let allowance = Int((writes ? 0.3 : 0.7) * Double(await lab.left))
      var next = try await Race(blocks: [8, 8, 16, 16], allowance: allowance)
        .winner(moves, against: incumbent, in: lab)
      for loser in written where loser != next {
        rejected.add(loser, differences: await lab.differences(incumbent, loser))
      }
      if !writes { next = try await fields.improve(next, generation, &memory) }
      stale = next == before ? stale + 1 : 0
      incumbent = next
    }
    return incumbent == seed ? seed : try await Pruning(lab: lab).pruned(incumbent, seed: seed)
  }

  /// A prompt that the proposer writes anew, of what the incumbent gets wrong; none without one.
  private func reflected(
    _ incumbent: Candidate, _ reflection: Reflection, _ rejected: RejectedPrompts,
    _ generation: Int, _ lab: Lab
  ) async throws -> [Candidate] {
    guard lab.setup.proposer != nil, incumbent.space.isInstructionOpen else { return [] }
    let rows = await lab.known(incumbent).sorted { $0.key < $1.key }.map(\.value.row)
      .filter { $0.isAnswered && ($0.score ?? 1) < FieldScore.rightness }
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "lesson \(generation)")
    let lesson = Array(generator.shuffled(rows).prefix(4))
    guard !lesson.isEmpty else { return [] }
    do {
      let proposal = try await reflection.proposal(
        for: incumbent, from: lesson, rejected: rejected, repetition: generation)
      let child = proposal?.child(of: incumbent, "reflection \(generation + 1)")
      return child.map { rejected.contains($0) ? [] : [$0] } ?? []
    } catch is Lab.Exhausted {
      return []
    }
  }
}
