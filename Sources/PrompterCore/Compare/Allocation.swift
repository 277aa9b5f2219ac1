/// Decides by a hash who serves a document: the same for every run, process and machine, with
/// nothing to keep.
public struct Allocation: Hashable, Sendable {
  /// How many buckets there are: the weights are kept to a hundredth of a percent.
  public static let buckets = 10_000

  /// The experiment's name; another one shuffles anew.
  public let experiment: String
  /// The weights of who serves, in order.
  public let weights: [Double]
  /// The first bucket behind each of them.
  private let ends: [Int]

  /// Makes an allocation; the weights are shares of their sum.
  ///
  /// Nil unless there is a weight above 0, and none is below it or infinite.
  public init?(experiment: String, weights: [Double]) {
    let total = weights.reduce(0, +)
    guard weights.allSatisfy({ $0.isFinite && $0 >= 0 }), total > 0, total.isFinite else {
      return nil
    }
    self.experiment = experiment
    self.weights = weights
    var sum = 0.0
    var ends = weights.map { weight in
      sum += weight
      return Int((Double(Self.buckets) * sum / total).rounded())
    }
    // Rounding leaves no bucket without an owner.
    if let last = weights.lastIndex(where: { $0 > 0 }) {
      for index in last..<ends.count { ends[index] = Self.buckets }
    }
    self.ends = ends
  }

  /// The bucket of a key: the first 8 bytes of SHA-256 over the experiment's name and the key,
  /// big-endian, modulo 10,000.
  public func bucket(of key: String) -> Int {
    let digits = ContentHash.sha256(bytes: Array(experiment.utf8) + Array(key.utf8)).prefix(16)
    return Int((UInt64(digits, radix: 16) ?? 0) % UInt64(Self.buckets))
  }

  /// Who serves a key, as a place among the weights.
  public func choice(for key: String) -> Int {
    let bucket = bucket(of: key)
    return ends.firstIndex { bucket < $0 } ?? 0
  }
}
