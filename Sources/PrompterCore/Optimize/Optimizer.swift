/// Searches for a better prompt.
///
/// It sees examples only through the lab, which keeps the budget. What it returns is not taken on
/// trust: the run confirms it on examples that the search never saw.
public protocol Optimizer: Sendable {
  /// The name that options use.
  var name: String { get }
  /// Looks for a candidate that is better than the seed.
  ///
  /// Throws what the lab throws; when the budget ends it returns the best so far.
  func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate
  /// The calls of task model and proposer that a search makes when nothing stops it; nil for as many
  /// as the effort allows.
  ///
  /// - Parameters:
  ///   - train: how many examples give demonstrations.
  ///   - select: how many choose between candidates.
  func calls(train: Int, select: Int) -> Int?
}

extension Optimizer {
  /// As many as the effort allows.
  public func calls(train: Int, select: Int) -> Int? { nil }
}
