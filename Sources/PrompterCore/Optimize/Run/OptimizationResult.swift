/// What an optimization found, and how it knows.
public struct OptimizationResult: Sendable {
  /// Which prompter was shipped.
  public enum Shipped: String, Hashable, Sendable {
    /// What the search found.
    case optimized
    /// The seed: nothing better could be confirmed.
    case seed
  }

  /// The mean scores of one field on the held-out examples.
  public struct FieldScores: Hashable, Sendable {
    /// Of the seed, and of what the search found.
    public let seed, score: Double
  }

  /// The winner.
  public var candidate: Candidate
  /// Which prompter that is.
  public var shipped: Shipped
  /// What the held-out examples say; nil when there were none.
  public var heldOut: HeldOut?
  /// The calibration of the winner; nil when there was nothing to fit on.
  public var calibration: Calibration?
  /// Calls of the task model, of the proposer, of the teacher and of the judge, and answers from the
  /// cache.
  public var taskCalls, proposerCalls, teacherCalls, judgeCalls, cachedCalls: Int
  /// Calls of all models.
  public var calls: Int { taskCalls + proposerCalls + teacherCalls + judgeCalls }
  /// Tokens of all calls.
  public var usage: Usage
  /// The cost in US dollars; nil when no price is known.
  public var cost: Double?
  /// Why the search ended.
  public var stoppedBecause: String
  /// The examples that had a part in what was found.
  public var searched = ExampleMarks()
  /// What was tried.
  public var history = SearchHistory([])

  /// Makes the result of a run that has counted nothing yet.
  public init(candidate: Candidate, shipped: Shipped, stoppedBecause: String) {
    self.candidate = candidate
    self.shipped = shipped
    self.stoppedBecause = stoppedBecause
    taskCalls = 0
    proposerCalls = 0
    teacherCalls = 0
    judgeCalls = 0
    cachedCalls = 0
    usage = Usage()
  }

  /// Scores from examples that the search never saw.
  public struct HeldOut: Sendable {
    /// Where they come from.
    public enum Source: String, Hashable, Sendable {
      /// Rows set aside.
      case confirm
      /// Folds that took turns.
      case crossFitted = "cross-fitted"
    }

    /// Where they come from.
    public let source: Source
    /// The seed's scores and the found prompter's, example by example.
    public let seed, optimized: [Double]
    /// By field.
    public let fields: [FieldPath: FieldScores]
    /// Examples without an answer of both, which count for nothing.
    public var unanswered = 0

    /// The paired difference.
    public var gain: Comparison.Difference? {
      Comparison.difference(zip(seed, optimized).map { $1 - $0 }, seed: 0)
    }
  }
}
