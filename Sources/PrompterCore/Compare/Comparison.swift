/// Two evaluations on the same examples, and whether they differ.
public struct Comparison: Sendable {
  /// What the numbers say about B against A.
  public typealias Verdict = PairedDifference.Verdict

  /// A mean difference, B minus A.
  public typealias Difference = PairedDifference

  /// One field of both.
  public struct FieldComparison: Sendable {
    /// The mean scores.
    public let a, b: Double
    /// B minus A.
    public let delta: Double
    /// The 95 % interval of the difference, by paired bootstrap.
    public let interval: Interval
    /// Two-sided, by sign-flip permutation, adjusted over the fields (Holm 1979).
    public let p: Double
  }

  /// The names of both; with their models where the names are the same.
  public let a, b: String
  /// What both were and took.
  public let runs: (a: ComparedRun, b: ComparedRun)
  /// The aligned examples, answered by both, in the order of A.
  public let examples: [ComparedExample]
  /// How many answered examples only A, and only B, has.
  public let onlyA, onlyB: Int
  /// How many examples both have, but with different expected records.
  public let relabelled: Int
  /// Ids of examples that A has answered and B could not.
  public let newErrors: [String]
  /// The mean scores over the aligned examples; nil without any.
  public let scoreA, scoreB: Double?
  /// The difference; nil without aligned examples.
  public let difference: Difference?
  /// Examples that only A, and only B, has all right, and the exact McNemar test of them.
  ///
  /// Of an example that was asked repeatedly, more than half of the repeats must be right.
  public let mcNemar: (aOnly: Int, bOnly: Int, p: Double)
  /// About B against A.
  public let verdict: Verdict
  /// The smallest difference that this many examples would show four times out of five.
  public let minimumDetectable: Double?
  /// Every field that both have, in the order of the schema.
  public let fields: [(path: FieldPath, comparison: FieldComparison)]
  /// The examples that B has worse than A, worst first.
  public let worse: [ComparedExample]
  /// The examples that B has better than A, best first.
  public let better: [ComparedExample]
  /// The examples with another record of the same score.
  public let changed: [ComparedExample]

  /// What is to be said beside the scores, when they flatter a side.
  public let caveats: [String]

  /// Ids of examples that B has worse than A, worst first.
  public var regressions: [String] { worse.map(\.id) }
  /// Ids of examples that B has better than A, best first.
  public var fixes: [String] { better.map(\.id) }

  /// Compares two evaluations by the ids of their examples.
  ///
  /// The example is the unit of all statistics: of one that was asked repeatedly, the mean counts.
  ///
  /// - Parameters:
  ///   - minimumEffect: a smaller difference is never called better or worse.
  ///   - seed: of the resampling; the same seed gives the same numbers.
  public init(_ a: Evaluation, _ b: Evaluation, minimumEffect: Double = 0, seed: UInt64 = 0) {
    runs = (ComparedRun(a), ComparedRun(b))
    let names = Self.names([a, b])
    (self.a, self.b) = (names[0], names[1])
    caveats = [("A", a), ("B", b)].compactMap { name, run in run.caveat.map { "\(name): \($0)" } }
    let alignment = Alignment([a, b])
    let examples = alignment.examples(0, 1)
    self.examples = examples
    relabelled = alignment.relabelled
    onlyA = alignment.count(0) - examples.count - alignment.relabelled
    onlyB = alignment.count(1) - examples.count - alignment.relabelled
    let answeredByB = Set(b.answered.map(\.id))
    let failed = Set(b.unanswered.map(\.id)).subtracting(answeredByB)
    var seen: Set<String> = []
    newErrors = a.answered.map(\.id).filter { failed.contains($0) && seen.insert($0).inserted }
    scoreA = examples.map(\.scoreA).mean
    scoreB = examples.map(\.scoreB).mean
    let differences = examples.map(\.difference)
    difference = Self.difference(differences, seed: seed)
    verdict = difference?.verdict(minimumEffect: minimumEffect) ?? .noEvidence
    minimumDetectable = differences.standardDeviation.map {
      MinimumDetectable.difference(standardDeviation: $0, n: differences.count)
    }
    mcNemar = Self.mcNemar(examples, a.scoredFields, b.scoredFields)
    fields = Self.compareFields(
      a.reportedFields.filter(b.reportedFields.contains), examples, seed)
    let changes = Dictionary(grouping: examples, by: \.change)
    worse = Self.sorted(changes[.worse] ?? []) { $0.difference }
    better = Self.sorted(changes[.better] ?? []) { -$0.difference }
    changed = changes[.other] ?? []
  }

  /// The mean of paired differences with its interval and test; nil when there are none.
  public static func difference(_ differences: [Double], seed: UInt64) -> Difference? {
    PairedDifference(differences, seed: seed)
  }

  /// What evaluations are called beside each other: prompters of one name are told by their models.
  static func names(_ evaluations: [Evaluation]) -> [String] {
    let counts = Dictionary(evaluations.map { ($0.prompter, 1) }, uniquingKeysWith: +)
    return evaluations.map { evaluation in
      let others = evaluations.filter { $0.prompter == evaluation.prompter }
      let isTold = others.contains { $0.model != evaluation.model }
      guard counts[evaluation.prompter] != 1, isTold else { return evaluation.prompter }
      return "\(evaluation.prompter) (\(evaluation.model))"
    }
  }

  private static func mcNemar(
    _ examples: [ComparedExample], _ fieldsA: [FieldPath], _ fieldsB: [FieldPath]
  ) -> (aOnly: Int, bOnly: Int, p: Double) {
    var aOnly = 0
    var bOnly = 0
    for example in examples {
      switch (example.a.areRight(fieldsA), example.b.areRight(fieldsB)) {
      case (true, false): aOnly += 1
      case (false, true): bOnly += 1
      default: break
      }
    }
    return (aOnly, bOnly, McNemar.p(aOnly: aOnly, bOnly: bOnly))
  }

  /// Sorted by a key; examples of the same key keep their order.
  private static func sorted(
    _ examples: [ComparedExample], by key: (ComparedExample) -> Double
  ) -> [ComparedExample] {
    examples.enumerated().sorted {
      (key($0.element), $0.offset) < (key($1.element), $1.offset)
    }.map(\.element)
  }

  private static func compareFields(
    _ paths: [FieldPath], _ examples: [ComparedExample], _ seed: UInt64
  ) -> [(path: FieldPath, comparison: FieldComparison)] {
    var rows: [(path: FieldPath, a: Double, b: Double, difference: Difference)] = []
    for path in paths {
      let scores = examples.compactMap { $0.scores(of: path) }
      guard let a = scores.map(\.a).mean, let b = scores.map(\.b).mean,
        let difference = difference(scores.map { $0.b - $0.a }, seed: seed)
      else { continue }
      rows.append((path, a, b, difference))
    }
    return zip(rows, Holm.adjusted(rows.map(\.difference.p))).map { row, p in
      (
        row.path,
        FieldComparison(
          a: row.a, b: row.b, delta: row.b - row.a, interval: row.difference.interval, p: p)
      )
    }
  }
}
