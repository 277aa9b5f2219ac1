/// Several evaluations on the same examples, best first, and which of them can be told apart.
public struct Ranking: Sendable {
  /// One of them.
  public struct Entry: Sendable {
    /// Its place in the order in which they were given.
    public let index: Int
    /// Its name; with its model where names are the same.
    public let name: String
    /// The mean score over the common examples; nil without any.
    public let score: Double?
    /// The 95 % interval of the score, by bootstrap.
    public let interval: Interval?
    /// The share of common examples with every scored field right.
    public let exactMatch: Double?
    /// What it was and took.
    public let run: ComparedRun
    /// The places, in the order given, of those that it is shown to be better than.
    public let betterThan: [Int]
  }

  /// Two of them, in the order in which they were given.
  public struct Pair: Sendable {
    /// Their places in the order given.
    public let a, b: Int
    /// B minus A over the common examples.
    public let difference: PairedDifference
    /// The p value, adjusted over all pairs (Holm 1979).
    public let p: Double
    /// About B against A, by the adjusted p value.
    public let verdict: PairedDifference.Verdict
    /// The smallest difference that this many examples would show four times out of five.
    public let minimumDetectable: Double?
    /// How many examples B has worse than A, and better.
    public let regressions, fixes: Int
  }

  /// All, the highest score first.
  public let entries: [Entry]
  /// Every pair.
  public let pairs: [Pair]
  /// How many examples all have answered; only these count.
  public let n: Int
  /// How many examples of each, in the order given, do not count because another one lacks them.
  public let leftOut: [Int]

  /// Ranks evaluations.
  ///
  /// - Parameters:
  ///   - minimumEffect: a smaller difference is never called better or worse.
  ///   - seed: of the resampling; the same seed gives the same numbers.
  public init(_ evaluations: [Evaluation], minimumEffect: Double = 0, seed: UInt64 = 0) {
    let alignment = Alignment(evaluations)
    n = alignment.common.count
    leftOut = evaluations.indices.map { alignment.count($0) - alignment.common.count }
    let places = evaluations.indices.flatMap { a in ((a + 1)..<evaluations.count).map { (a, $0) } }
    let tested = places.compactMap {
      a, b -> (a: Int, b: Int, moved: [Double], difference: PairedDifference)? in
      let moved = alignment.examples(a, b).map(\.difference)
      return PairedDifference(moved, seed: seed).map { (a, b, moved, $0) }
    }
    let pairs = zip(tested, Holm.adjusted(tested.map(\.difference.p))).map { test, p in
      Pair(
        a: test.a, b: test.b, difference: test.difference, p: p,
        verdict: test.difference.verdict(minimumEffect: minimumEffect, p: p),
        minimumDetectable: test.moved.standardDeviation.map {
          MinimumDetectable.difference(standardDeviation: $0, n: test.moved.count)
        }, regressions: test.moved.count { $0 < -1e-9 }, fixes: test.moved.count { $0 > 1e-9 })
    }
    self.pairs = pairs
    let names = Comparison.names(evaluations)
    entries = evaluations.indices.map { index in
      let rows = alignment.rows(index)
      let scores = rows.compactMap { $0.compactMap(\.score).mean }
      let fields = evaluations[index].scoredFields
      let beaten = pairs.compactMap { pair -> Int? in
        if pair.b == index, pair.verdict == .better { return pair.a }
        if pair.a == index, pair.verdict == .worse { return pair.b }
        return nil
      }
      return Entry(
        index: index, name: names[index], score: scores.mean,
        interval: Bootstrap.meanInterval(scores, seed: seed),
        exactMatch: rows.map { $0.areRight(fields) ? 1.0 : 0 }.mean,
        run: ComparedRun(evaluations[index]), betterThan: beaten.sorted())
    }.sorted { ($1.score ?? -1, $0.index) < ($0.score ?? -1, $1.index) }
  }
}
