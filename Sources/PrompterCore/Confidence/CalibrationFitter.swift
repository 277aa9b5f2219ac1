import Foundation

/// Fits the parameters of a calibration to labelled values.
///
/// Every value is one example of a logistic regression: common weights for the signals, and an offset
/// for each field, shrunk towards none. (Weights of each field's own, or of each kind of field, were
/// tried: they predict held-out values no better.) What is fitted is judged by folds over whole
/// examples: each fifth of them by a fit on the other four.
struct CalibrationFitter {
  /// A labelled value: what the answer said of it, and whether it was right.
  struct Sample {
    let example: Int
    let field: FieldPath
    let signals: Signals
    let isRight: Bool
  }

  /// A way to fit.
  struct Way: Hashable {
    var method: CalibrationFit.Method
    var signals: [Signals.Name]
    /// How strongly weights and offsets are shrunk.
    var ridge: Double
  }

  let samples: [Sample]
  let fields: [FieldPath]
  /// Examples whose labels took part in choosing the prompt: they prove no threshold.
  let chose: Set<Int>

  private static let folds = 5

  /// The best way to fit with some signals, by the log loss of the folds.
  func fit(_ signals: [Signals.Name]) -> CalibrationFit {
    let few = Way(method: .pooled, signals: Self.few.filter(signals.contains), ridge: 1)
    let ways = [few] + Self.ridges.map { Way(method: .logistic, signals: signals, ridge: $0) }
    let (right, examples) = (samples.map(\.isRight), Set(samples.map(\.example)).count)
    var best: (way: Way, held: [Double], loss: Double)?
    for way in ways where examples > 1 {
      let held = crossFitted(way)
      let loss = ReliabilityMetrics.logLoss(held, right) ?? .infinity
      if loss < best?.loss ?? .infinity { best = (way, held, loss) }
    }
    guard let best else { return fit(few, samples) }
    var fit = fit(best.way, samples)
    let records = records(best.held)
    fit.record = Self.recordWeights(records)
    fit.heldOut = HeldOutConfidence(
      .crossFitted, values: zip(samples, best.held).map { ($0.field, $1, $0.isRight) },
      records: crossFitted(records).filter { !chose.contains($0.example) }
        .map { ($0.confidence, $0.isRight) })
    return fit
  }

  private func fold(_ example: Int) -> Int { example % Self.folds }

  /// The probability of each value by a fit on other examples.
  private func crossFitted(_ way: Way) -> [Double] {
    var held = Array(repeating: 0.5, count: samples.count)
    for number in 0..<Self.folds {
      let others = samples.filter { fold($0.example) != number }
      guard others.count < samples.count else { continue }
      let fit = fit(way, others)
      for (index, sample) in samples.enumerated() where fold(sample.example) == number {
        held[index] = fit.probability(sample.signals, of: sample.field)
      }
    }
    return held
  }

  // MARK: Values

  /// What is tried: signals lie between -5 and 5.
  private static let ridges = [0.5, 2, 8]
  /// What a handful of examples can tell.
  private static let few: [Signals.Name] = [.leastLogit, .grounded, .absent, .agrees]

  private func fit(_ way: Way, _ samples: [Sample]) -> CalibrationFit {
    let fields = way.method == .pooled ? [] : fields
    let model = LogisticRegression.fit(
      features: samples.map { sample in
        sample.signals.values(way.signals) + fields.map { $0 == sample.field ? 1 : 0 }
      }, labels: samples.map(\.isRight), ridge: way.ridge)
    let count = way.signals.count
    return CalibrationFit(
      method: way.method, signals: way.signals, weights: Array(model.weights.prefix(count)),
      intercept: model.intercept,
      fields: Dictionary(
        zip(fields, model.weights.dropFirst(count)), uniquingKeysWith: { first, _ in first }))
  }

  // MARK: Records

  private struct LabelledRecord {
    let example: Int
    let features: [Double]
    /// The probability of its most doubtful value, which that of the record never exceeds.
    let least: Double
    let isRight: Bool
  }

  /// The records with what the values' held-out probabilities say of them.
  private func records(_ held: [Double]) -> [LabelledRecord] {
    let values = Dictionary(grouping: samples.indices) { samples[$0].example }
    return values.sorted { $0.key < $1.key }.compactMap { example, places in
      let probabilities = places.map { held[$0] }
      return CalibrationFit.recordFeatures(probabilities).map {
        LabelledRecord(
          example: example, features: $0, least: probabilities.min() ?? 0,
          isRight: places.allSatisfy { samples[$0].isRight })
      }
    }
  }

  /// The weights of a record's features; none when the records are all wrong, or all right: they say
  /// nothing about what tells them apart.
  private static func recordWeights(_ records: [LabelledRecord]) -> [Double] {
    let labels = records.map(\.isRight)
    guard labels.contains(true), labels.contains(false) else { return [] }
    let model = LogisticRegression.fit(
      features: records.map(\.features), labels: labels, ridge: 1)
    return model.weights + [model.intercept]
  }

  /// The confidence of each record by a fit on other examples; none when there is no such fit.
  private func crossFitted(
    _ records: [LabelledRecord]
  ) -> [(example: Int, confidence: Double, isRight: Bool)] {
    guard !Self.recordWeights(records).isEmpty else { return [] }
    var held: [(example: Int, confidence: Double, isRight: Bool)] = []
    for number in 0..<Self.folds {
      let weights = Self.recordWeights(records.filter { fold($0.example) != number })
      for record in records where fold(record.example) == number {
        // A fold whose other examples are all wrong says that this one is.
        let score =
          weights.isEmpty
          ? nil : zip(weights, record.features + [1]).reduce(0) { $0 + $1.0 * $1.1 }
        let confidence = score.map { min(record.least, CalibrationFit.sigmoid($0)) } ?? 0
        held.append((record.example, confidence, record.isRight))
      }
    }
    return held
  }
}
