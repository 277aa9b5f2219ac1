extension Calibration {
  /// One example to fit on.
  public struct Row: Sendable {
    /// The extraction, which has a record.
    public let extraction: Extraction
    /// The document's text.
    public let text: String
    /// Which fields were right.
    public let right: [FieldPath: Bool]
    /// Whether its label took part in choosing the prompt; it proves no threshold then.
    public let hasChosen: Bool

    /// Makes a row.
    public init(
      extraction: Extraction, text: String, right: [FieldPath: Bool], hasChosen: Bool = false
    ) {
      self.extraction = extraction
      self.text = text
      self.right = right
      self.hasChosen = hasChosen
    }
  }

  /// The fewest labelled values that anything is fitted on.
  public static let minimumValues = 30

  /// Fits a calibration, and judges it by folds that take turns.
  ///
  /// Rows that have second answers beside them are fitted once more with what these say.
  ///
  /// - Parameters:
  ///   - fields: the fields that count in the record's score.
  ///   - belongsTo: the `identity` of prompt, model and decoding.
  /// - Returns: nil when there are too few values, or none of them is wrong, or none is right:
  ///   then there is nothing to fit on, and confidence stays unknown.
  public static func fit(
    _ rows: [Row], schema: Schema, fields: [FieldPath], source: Rows, belongsTo: String
  ) -> Calibration? {
    let reader = SignalReader(schema, fields: fields)
    guard let fitter = fitter(rows, reader) else { return nil }
    let samples = fitter.samples
    var calibration = Calibration(
      plain: fitter.fit(Signals.plain), n: samples.count, wrong: samples.count { !$0.isRight },
      rows: source, belongsTo: belongsTo)
    let twice = rows.filter { $0.extraction.second != nil }
    calibration.agreeing = Self.fitter(twice, reader)?.fit(Signals.agreeing)
    return calibration
  }

  private static func fitter(_ rows: [Row], _ reader: SignalReader) -> CalibrationFitter? {
    var samples: [CalibrationFitter.Sample] = []
    for (index, row) in rows.enumerated() {
      let signals = reader.read(row.extraction, of: row.text)
      for field in reader.fields {
        guard let isRight = row.right[field], let signals = signals[field] else { continue }
        samples.append(.init(example: index, field: field, signals: signals, isRight: isRight))
      }
    }
    let wrong = samples.count { !$0.isRight }
    guard samples.count >= minimumValues, wrong > 0, wrong < samples.count else { return nil }
    return CalibrationFitter(
      samples: samples, fields: reader.fields,
      chose: Set(rows.indices.filter { rows[$0].hasChosen }))
  }
}
