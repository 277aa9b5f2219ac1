extension Calibration {
  /// A labelled value: what the answer said of it, and whether it was right.
  struct Sample {
    let example: Int
    let field: FieldPath
    let signals: Signals
    let isRight: Bool
  }

  /// One example to fit on.
  public struct Row: Sendable {
    /// The extraction, which has a record.
    public let extraction: Extraction
    /// Which fields were right.
    public let right: [FieldPath: Bool]

    /// Makes a row.
    public init(extraction: Extraction, right: [FieldPath: Bool]) {
      self.extraction = extraction
      self.right = right
    }
  }

  /// The fewest labelled values that anything is fitted on.
  public static let minimumValues = 30

  /// Fits a calibration by ridge-regularised logistic regression: common weights for the signals
  /// and an offset for each field, shrunk towards none.
  ///
  /// - Returns: nil when there are too few values, or none of them is wrong, or none is right:
  ///   then there is nothing to fit on, and confidence stays unknown.
  public static func fit(
    _ rows: [Row], fields: [FieldPath], source: Rows, belongsTo: String
  ) -> Calibration? {
    var samples: [Sample] = []
    for (index, row) in rows.enumerated() {
      guard let record = row.extraction.record else { continue }
      for field in fields {
        guard let isRight = row.right[field] else { continue }
        samples.append(
          Sample(
            example: index, field: field,
            signals: Signals(of: field, in: row.extraction, record: record), isRight: isRight))
      }
    }
    let wrong = samples.count { !$0.isRight }
    guard samples.count >= minimumValues, wrong > 0, wrong < samples.count else { return nil }
    var calibration = fitFields(samples, fields)
    calibration.rows = source
    calibration.belongsTo = belongsTo
    calibration.record = fitRecord(samples, calibration)
    return calibration
  }

  private static func fitFields(_ samples: [Sample], _ fields: [FieldPath]) -> Calibration {
    let model = LogisticRegression.fit(
      features: samples.map { sample in
        sample.signals.values + fields.map { $0 == sample.field ? 1 : 0 }
      }, labels: samples.map(\.isRight), ridge: 1)
    let count = Signals.names.count
    return Calibration(
      weights: Array(model.weights.prefix(count)), intercept: model.intercept,
      fields: Dictionary(
        zip(fields, model.weights.dropFirst(count)), uniquingKeysWith: { first, _ in first }),
      record: [], n: samples.count, wrong: samples.count { !$0.isRight }, rows: .confirm,
      belongsTo: "")
  }

  private static func fitRecord(_ samples: [Sample], _ calibration: Calibration) -> [Double] {
    let records = Dictionary(grouping: samples, by: \.example).sorted { $0.key < $1.key }
    var features: [[Double]] = []
    var labels: [Bool] = []
    for (_, values) in records {
      let probabilities = values.map { calibration.probability($0.signals, of: $0.field) }
      guard let row = recordFeatures(probabilities) else { continue }
      features.append(row)
      labels.append(values.allSatisfy(\.isRight))
    }
    // Records that are all wrong, or all right, say nothing about what tells them apart.
    guard labels.contains(true), labels.contains(false) else { return [] }
    let model = LogisticRegression.fit(features: features, labels: labels, ridge: 1)
    return model.weights + [model.intercept]
  }
}
