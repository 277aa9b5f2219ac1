import OrderedCollections

/// What an experiment has shown so far, at whatever moment one looks.
public struct ExperimentReport: Sendable {
  /// What an outcome says.
  public enum Measure: String, Hashable, Sendable, CaseIterable {
    /// Whether the whole record was right, 0 or 1.
    case correct
    /// The record's score, from 0 to 1.
    case score
  }

  /// What became of the documents of one variant.
  public struct Counts: Hashable, Sendable {
    /// Documents that it served.
    public var served = 0
    /// Documents that it gave a record for.
    public var answered = 0
    /// Documents to which its answer stayed unusable.
    public var invalid = 0
    /// Documents that had no answer.
    public var errors = 0

    /// No documents.
    public init() {}
  }

  /// One who takes part.
  public struct Variant: Hashable, Sendable {
    /// How outputs call it.
    public let name: String
    /// Its share of the documents; nil for one that answers in the shadow.
    public let weight: Double?
    /// What became of its documents.
    public let counts: Counts

    /// Makes a variant.
    public init(name: String, weight: Double?, counts: Counts = Counts()) {
      self.name = name
      self.weight = weight
      self.counts = counts
    }

    /// Whether it answers everything and serves nothing.
    public var isShadow: Bool { weight == nil }
  }

  /// An outcome.
  public struct Observation: Hashable, Sendable {
    /// What was assigned: a document, or what several documents share.
    public let unit: String
    /// The variant, as a place in the list.
    public let variant: Int
    /// Whether it served the document.
    public let isServed: Bool
    /// From 0 to 1.
    public let value: Double

    /// Makes an outcome.
    public init(unit: String, variant: Int, isServed: Bool, value: Double) {
      self.unit = unit
      self.variant = variant
      self.isServed = isServed
      self.value = value
    }
  }

  /// The mean of one variant.
  public struct Summary: Hashable, Sendable {
    /// Units with an outcome.
    public let n: Int
    /// Their mean; nil without any.
    public let mean: Double?
    /// Always valid, at the level of the experiment.
    public let interval: Interval
  }

  /// B against A.
  public struct Contrast: Hashable, Sendable {
    /// The variants, as places in the list.
    public let a, b: Int
    /// Whether both answered the same units.
    public let isPaired: Bool
    /// Units with an outcome of each; of pairs both are the same.
    public let nA, nB: Int
    /// The mean of B minus that of A; nil while one of them has no outcome.
    public let mean: Double?
    /// Always valid, at a level that holds for all comparisons of the experiment together.
    public let interval: Interval
    /// About B against A.
    public let verdict: Comparison.Verdict

    /// How far from 0 the difference must be to be seen by now: half of the interval's width.
    public var resolution: Double { (interval.high - interval.low) / 2 }
  }

  /// The experiment.
  public let name: String
  /// What outcomes say.
  public let measure: Measure
  /// The probability that any interval of a comparison ever leaves out the truth, at most.
  public let alpha: Double
  /// Those who take part, the one that others are compared with first.
  public let variants: [Variant]
  /// Their means, in the same order.
  public let summaries: [Summary]
  /// The comparisons.
  public let contrasts: [Contrast]

  /// Looks at an experiment.
  ///
  /// Those who serve are compared with the first of them; those in the shadow with each that serves,
  /// on the units that both answered. A unit with several outcomes counts once, with their mean.
  public init(
    name: String, variants: [Variant], observations: [Observation], measure: Measure = .correct,
    alpha: Double = 0.05
  ) {
    self.name = name
    self.variants = variants
    self.measure = measure
    self.alpha = alpha
    var tallies = variants.map { _ in Tally() }
    for observation in observations where variants.indices.contains(observation.variant) {
      tallies[observation.variant].add(observation)
    }
    let level = ConfidenceSequence(alpha: alpha)
    summaries = tallies.enumerated().map { index, tally in
      // What answers in the shadow serves nothing; what it answered counts all the same.
      let values = variants[index].isShadow ? tally.all : tally.served
      let sample = BoundedSample(values.values.map(\.mean))
      return Summary(n: sample.n, mean: sample.mean, interval: level.interval(sample))
    }
    let pairs = Self.pairs(variants)
    let shared = ConfidenceSequence(alpha: alpha / Double(max(1, pairs.count)))
    contrasts = pairs.map { a, b in
      variants[b].isShadow
        ? Self.paired(a, b, tallies, shared) : Self.split(a, b, tallies, shared)
    }
  }

  private static func pairs(_ variants: [Variant]) -> [(Int, Int)] {
    let serving = variants.indices.filter { !variants[$0].isShadow }
    var pairs = serving.dropFirst().map { (serving[0], $0) }
    for shadow in variants.indices where variants[shadow].isShadow {
      pairs += serving.map { ($0, shadow) }
    }
    return pairs
  }

  private static func split(
    _ a: Int, _ b: Int, _ tallies: [Tally], _ level: ConfidenceSequence
  ) -> Contrast {
    let (first, second) = (
      BoundedSample(tallies[a].served.values.map(\.mean)),
      BoundedSample(tallies[b].served.values.map(\.mean))
    )
    let mean = first.mean.flatMap { low in second.mean.map { $0 - low } }
    return contrast(a, b, false, first.n, second.n, mean, level.interval(first, second))
  }

  private static func paired(
    _ a: Int, _ b: Int, _ tallies: [Tally], _ level: ConfidenceSequence
  ) -> Contrast {
    var halves = BoundedSample()
    for (unit, value) in tallies[a].all {
      guard let other = tallies[b].all[unit] else { continue }
      halves.add((1 + other.mean - value.mean) / 2)
    }
    return contrast(
      a, b, true, halves.n, halves.n, halves.mean.map { 2 * $0 - 1 },
      level.pairedInterval(halves: halves))
  }

  private static func contrast(
    _ a: Int, _ b: Int, _ isPaired: Bool, _ nA: Int, _ nB: Int, _ mean: Double?,
    _ interval: Interval
  ) -> Contrast {
    let verdict: Comparison.Verdict =
      interval.low > 0 ? .better : interval.high < 0 ? .worse : .noEvidence
    return Contrast(
      a: a, b: b, isPaired: isPaired, nA: nA, nB: nB, mean: mean, interval: interval,
      verdict: verdict)
  }
}

/// The outcomes of one variant by unit, in their order: sums come out the same at every look.
private struct Tally {
  struct Sum {
    var total = 0.0
    var count = 0
    var mean: Double { total / Double(max(1, count)) }
  }

  /// All of them, and those of documents that it served.
  var all: OrderedDictionary<String, Sum> = [:]
  var served: OrderedDictionary<String, Sum> = [:]

  mutating func add(_ observation: ExperimentReport.Observation) {
    all[observation.unit, default: Sum()].total += observation.value
    all[observation.unit, default: Sum()].count += 1
    guard observation.isServed else { return }
    served[observation.unit, default: Sum()].total += observation.value
    served[observation.unit, default: Sum()].count += 1
  }
}
