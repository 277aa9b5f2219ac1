/// Adds calibrated confidence to what another extractor finds.
public struct CalibratedExtractor: Extractor {
  /// What extracts.
  public let base: any Extractor
  /// How confidence is computed.
  public let calibration: Calibration
  private let reader: SignalReader

  /// Makes the extractor.
  ///
  /// - Parameter fields: the fields that count for the whole record.
  public init(
    _ base: any Extractor, calibration: Calibration, schema: Schema, fields: [FieldPath]
  ) {
    self.base = base
    self.calibration = calibration
    reader = SignalReader(schema, fields: fields)
  }

  /// Extracts the record of a document, with confidence.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    calibration.judging(
      await base.extract(document, repetition: repetition, deadline: deadline), of: document.text,
      with: reader)
  }
}

extension Calibration {
  /// An extraction with the confidence of its values and of the whole record.
  ///
  /// A field that is left out has one too, as it had when the calibration was fitted. A failure has
  /// none.
  ///
  /// - Parameter text: the document's.
  public func judging(
    _ extraction: Extraction, of text: String, with reader: SignalReader
  ) -> Extraction {
    var judged = extraction
    let fit = fit(for: extraction)
    for (path, signals) in reader.read(extraction, of: text) {
      judged.values[path, default: .init()].confidence = fit.probability(signals, of: path)
    }
    guard extraction.record != nil else { return judged }
    judged.confidence = fit.recordProbability(
      reader.fields.compactMap { judged.values[$0]?.confidence })
    return judged
  }
}
