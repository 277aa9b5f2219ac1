/// Reflects on failures to write whole prompts anew, and keeps all that are the best on some
/// example: for records of few fields, where credit by field has nothing to offer.
///
/// 1. Shape: instructions and sets of demonstrations race against the seed, as in `FieldRace`, and
///    then a thought before the answer does.
/// 2. Generations: parents are drawn from the Pareto front over examples, as in GEPA; each new
///    prompt learns from other failures. What is no worse than its parent on six examples joins the
///    front and races against the best, so that few prompts see many examples.
public struct ParetoSearch: Optimizer {
  /// How much is tried.
  public struct Configuration: Hashable, Sendable {
    /// Prompts that enter the first race.
    public var arms: Int
    /// The most generations of new prompts.
    public var generations: Int
    /// New prompts in a generation.
    public var variants: Int

    /// Whether a thought before the answer is worth its price: not in a small search.
    public var triesThoughts: Bool { generations > 3 }

    /// Makes a configuration.
    public init(arms: Int = 5, generations: Int = 3, variants: Int = 4) {
      self.arms = arms
      self.generations = generations
      self.variants = variants
    }
  }

  /// `pareto`.
  public let name = "pareto"
  /// How much is tried.
  public let configuration: Configuration

  /// So many generations without a new best end the search.
  static let patience = 2
  /// So many examples let a new prompt in.
  static let entry = 6
  /// How many failures a new prompt learns from.
  static let failures = 4

  /// Makes the optimizer.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Makes the optimizer for an effort: a small budget must leave something for the second stage.
  public init(_ effort: Effort) {
    switch effort {
    case .light: self.init(Configuration(arms: 5, generations: 3))
    case .medium: self.init(Configuration(arms: 9, generations: 6))
    case .heavy: self.init(Configuration(arms: 13, generations: 12))
    }
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let arms = await ShapeArms(lab).candidates(for: seed, atMost: configuration.arms)
    let blocks = arms.count > 6 ? [8, 8, 16] : [8, 8]
    var winner = try await Race(blocks: blocks).winner(arms, against: seed, in: lab)
    if configuration.triesThoughts || lab.setup.teacher != nil {
      let thoughts = try await ShapeMoves(lab).reasoning(winner)
      winner = try await Race(blocks: blocks).winner(thoughts, against: winner, in: lab)
    }
    var pool = ParetoPool(lab, seed: seed, arms: arms, best: winner, configuration.variants)
    do {
      if await lab.known(winner).isEmpty {
        // No shape has raced: what goes wrong must be seen first.
        _ = try await lab.evaluate(winner, on: Array(lab.select.prefix(Self.entry + 8)))
      }
      var stale = 0
      for generation in 0..<configuration.generations where stale < Self.patience {
        stale = try await pool.advance(generation) ? 0 : stale + 1
      }
    } catch is Lab.Exhausted {
      // The best so far.
    }
    return pool.best
  }
}
