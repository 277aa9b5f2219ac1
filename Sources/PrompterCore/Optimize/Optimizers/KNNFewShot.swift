/// Shows with each document the labelled examples that are most like it, and asks nothing.
///
/// After KNNFewShot of DSPy, with likeness by words in place of an embedding, and labels in place of
/// bootstrapped answers.
public struct KNNFewShot: Optimizer {
  /// `knn`.
  public let name = "knn"
  /// How many examples a prompt shows.
  public let count: Int

  /// Makes the optimizer.
  public init(count: Int = 3) {
    self.count = max(1, count)
  }

  /// Gives the seed all examples to choose from.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let pool = DemonstrationRoom(lab).pool(count, of: lab.train + lab.select)
      .compactMap(Demonstration.init)
    guard !pool.isEmpty else { return seed }
    return seed.child("the \(count) nearest of \(pool.count) demonstrations") {
      $0.demonstrations = pool
      $0.layout.nearest = count
    }
  }

  /// None.
  public func calls(train: Int, select: Int) -> Int? { 0 }
}
