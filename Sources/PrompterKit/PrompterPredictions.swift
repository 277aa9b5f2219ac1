public import PrompterCore

/// A document, and its record or why there is none.
public struct DocumentPrediction<Output: Codable & Sendable>: Sendable {
  /// The document.
  public let document: Document
  /// Its record; else an `Extraction.Failure`, or a `DecodingError` when the type wants another.
  public let result: Result<Prediction<Output>, any Error>
}

extension Prompter {
  /// Extracts the records of documents as they come, and hands each on as soon as it is there.
  ///
  /// ```swift
  /// for try await prediction in try prompter.predictions(for: inbox) {
  ///   print(prediction.document.id, try prediction.result.get().record)
  /// }
  /// ```
  ///
  /// Documents are read as places become free, never further ahead than are under way at once and
  /// one more. When the source throws, or the task that reads the records is cancelled, nothing more is
  /// read; what is under way is finished and handed on, and then the error, or `CancellationError`,
  /// is thrown. Who leaves the loop early cancels what is under way.
  ///
  /// - Parameters:
  ///   - documents: where documents come from.
  ///   - monitor: watches how far it is.
  /// Throws `ModelError` when a key is missing.
  public func predictions<Documents: AsyncSequence & Sendable>(
    for documents: Documents, monitor: RunMonitor? = nil
  ) throws -> some AsyncSequence<DocumentPrediction<Output>, any Error> & Sendable
  where Documents.Element == Document {
    Singles(batches: try batches(documents, 1, nil, monitor))
  }

  /// Extracts the records of documents as they come, and hands them on in batches.
  ///
  /// As `predictions(for:)`, but a batch is handed on when it has `size` records, or `time` has
  /// passed since its first one, or nothing more comes. Documents are never read further ahead than
  /// are under way at once and one batch.
  ///
  /// - Parameters:
  ///   - documents: where documents come from.
  ///   - size: the most records of a batch, 1 or above.
  ///   - time: how long a batch waits for more after its first record; nil until it is full.
  ///   - monitor: watches how far it is.
  /// Throws `ModelError` when a key is missing.
  public func predictions<Documents: AsyncSequence & Sendable>(
    for documents: Documents, inBatchesOf size: Int, within time: Duration? = nil,
    monitor: RunMonitor? = nil
  ) throws -> some AsyncSequence<[DocumentPrediction<Output>], any Error> & Sendable
  where Documents.Element == Document {
    try batches(documents, size, time, monitor)
  }

  /// Extracts the records of documents that are there already, and hands each on as soon as it is
  /// there.
  public func predictions(
    for documents: [Document], monitor: RunMonitor? = nil
  ) throws -> some AsyncSequence<DocumentPrediction<Output>, any Error> & Sendable {
    Singles(batches: try batches(Listed(documents), 1, nil, monitor, total: documents.count))
  }

  private func batches<Documents: AsyncSequence & Sendable>(
    _ documents: Documents, _ size: Int, _ time: Duration?, _ monitor: RunMonitor?,
    total: Int? = nil
  ) throws -> Finishing<ConcurrentBatches<Documents, DocumentPrediction<Output>>>
  where Documents.Element == Document {
    let (extractor, engines) = (try extractor(), try engines())
    monitor?.begin(total: total, engines)
    let batches = ConcurrentBatches(
      documents, limit: engines.concurrency, size: size, within: time,
      clock: engines.all.first?.clock ?? SystemClock()
    ) { document -> DocumentPrediction<Output> in
      let extraction = await extractor.extract(document)
      monitor?.step(extraction)
      return DocumentPrediction(
        document: document, result: Result { try Prediction(extraction) })
    }
    return Finishing(base: batches) {
      monitor?.end()
      await engines.finish()
    }
  }
}

extension RunMonitor {
  /// A run with these engines begins; called by the run.
  public func begin(total: Int?, _ engines: PrompterEngines) {
    let before = engines.reading
    begin(total: total, limits: engines.all.flatMap(\.configuration.limits)) {
      (engines.counts(since: before), engines.cost(since: before))
    }
  }

  /// A document is done.
  func step(_ extraction: Extraction) { step(extraction.failure == nil ? .done : .failed) }
}
