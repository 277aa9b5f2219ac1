/// An example that both sides of a comparison have answered.
public struct ComparedExample: Sendable {
  /// What became of it in B against A.
  public enum Change: String, Hashable, Sendable {
    /// B's score is lower.
    case worse
    /// B's score is higher.
    case better
    /// Another record of the same score.
    case other
    /// The same record.
    case none
  }

  /// The example's id.
  public let id: String
  /// The answered rows of each side, one a repeat.
  public let a, b: [EvaluationRow]
  /// The mean scores over the repeats.
  public let scoreA, scoreB: Double

  /// Pairs the answered rows of an example; nil when one side has none.
  init?(id: String, _ a: [EvaluationRow], _ b: [EvaluationRow]) {
    guard let scoreA = a.compactMap(\.score).mean, let scoreB = b.compactMap(\.score).mean else {
      return nil
    }
    self.id = id
    self.a = a
    self.b = b
    self.scoreA = scoreA
    self.scoreB = scoreB
  }

  /// B's score minus A's.
  public var difference: Double { scoreB - scoreA }

  /// Whether B did better, worse, or as well.
  public var change: Change {
    if difference < -1e-9 { return .worse }
    if difference > 1e-9 { return .better }
    return a.count == b.count && zip(a, b).allSatisfy { $0.predicted == $1.predicted }
      ? .none : .other
  }

  /// The pair of rows that shows the change best: of the repeats, the one that moved most that way.
  public var shown: (a: EvaluationRow, b: EvaluationRow)? {
    let way: Double = difference < 0 ? -1 : 1
    func moved(_ pair: (a: EvaluationRow, b: EvaluationRow)) -> Double {
      way * ((pair.b.score ?? 0) - (pair.a.score ?? 0))
    }
    var best: (a: EvaluationRow, b: EvaluationRow)?
    // The side that was asked less often stands beside all repeats of the other one.
    for index in 0..<max(a.count, b.count) {
      let pair = (a: a[index % a.count], b: b[index % b.count])
      if best.map({ moved(pair) > moved($0) }) ?? true { best = pair }
    }
    return best
  }

  /// The mean score of a field on each side; nil when one has none.
  func scores(of field: FieldPath) -> (a: Double, b: Double)? {
    guard let a = a.compactMap({ $0.fields[field]?.score }).mean,
      let b = b.compactMap({ $0.fields[field]?.score }).mean
    else { return nil }
    return (a, b)
  }
}

extension [EvaluationRow] {
  /// Whether more than half of an example's repeats have every scored field right.
  func areRight(_ scored: [FieldPath]) -> Bool {
    2 * count { $0.isExact(scored) == true } > count
  }
}
