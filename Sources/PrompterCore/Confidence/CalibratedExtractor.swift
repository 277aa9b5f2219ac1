/// Adds calibrated confidence to what another extractor finds.
public struct CalibratedExtractor: Extractor {
  /// What extracts.
  public let base: any Extractor
  /// How confidence is computed.
  public let calibration: Calibration
  /// The fields that count for the whole record.
  public let fields: [FieldPath]

  /// Makes the extractor.
  public init(_ base: any Extractor, calibration: Calibration, fields: [FieldPath]) {
    self.base = base
    self.calibration = calibration
    self.fields = fields
  }

  /// Extracts the record of a document, with confidence.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    var extraction = await base.extract(document, repetition: repetition, deadline: deadline)
    guard let record = extraction.record else { return extraction }
    let unadorned = extraction
    // A field that is left out counts too, as it did when the calibration was fitted.
    for path in Set(unadorned.values.keys).union(fields) {
      let signals = Signals(of: path, in: unadorned, record: record)
      extraction.values[path, default: .init()].confidence =
        calibration.probability(signals, of: path)
    }
    extraction.confidence = calibration.recordProbability(
      fields.compactMap { extraction.values[$0]?.confidence })
    return extraction
  }
}
