import Logging

/// Tells log and metrics what becomes of each document; the outermost of a line of extractors.
public struct ReportingExtractor: Extractor {
  /// What extracts.
  public let base: any Extractor
  private let logger: Logger
  private let metrics: RecordMetrics?

  /// Makes the extractor.
  ///
  /// - Parameters:
  ///   - prompter: the prompter, as outputs call it.
  ///   - threshold: the confidence below which a fallback is asked, if there is one.
  public init(
    _ base: any Extractor, prompter: String, schema: Schema, threshold: Double? = nil,
    _ telemetry: Telemetry
  ) {
    self.base = base
    var logger = telemetry.logger
    logger[metadataKey: "prompter"] = "\(prompter)"
    self.logger = logger
    metrics = telemetry.factory.map {
      RecordMetrics(
        prompter: prompter, schema: schema,
        threshold: telemetry.confidenceThreshold ?? threshold, $0)
    }
  }

  /// Extracts the record of a document.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    let extraction = await base.extract(document, repetition: repetition, deadline: deadline)
    metrics?.add(extraction)
    if let failure = extraction.failure {
      // The words of a failure may name keys of the answer: its type must do.
      logger.notice(
        "document has no record", metadata: metadata(extraction, ["error": "\(failure.type)"]))
    } else {
      logger.debug(
        "document is done",
        metadata: metadata(
          extraction, extraction.confidence.map { ["confidence": "\($0)"] } ?? [:]))
    }
    for detour in extraction.origin?.detours ?? [] {
      logger.info(
        "answered by another prompter",
        metadata: metadata(
          extraction, ["instead_of": "\(detour.prompter)", "error": "\(detour.type ?? "unknown")"]))
    }
    return extraction
  }

  private func metadata(
    _ extraction: Extraction, _ more: Logger.Metadata = [:]
  ) -> Logger.Metadata {
    var metadata = more
    metadata["document"] = "\(extraction.documentID)"
    metadata["attempts"] = "\(extraction.attempts)"
    if let origin = extraction.origin {
      metadata["prompter"] = "\(origin.prompter)"
      metadata["model"] = "\(origin.model)"
    }
    if !extraction.repairs.isEmpty {
      metadata["repairs"] = "\(extraction.repairs.map(\.rule).joined(separator: ","))"
    }
    return metadata
  }
}
