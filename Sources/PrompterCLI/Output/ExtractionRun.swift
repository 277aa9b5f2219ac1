import Foundation
import PrompterData
import PrompterKit

/// Reads, extracts and writes, with a bounded number of documents under way.
struct ExtractionRun {
  let loaded: LoadedPrompter
  let sinks: [any Sink]
  let ledger: RunLedger?
  let progress: ProgressLine

  /// What a run has done.
  struct Counts {
    var ok = 0
    var failed = 0
    var resumed = 0
    var firstFailure: String?
    let start = ContinuousClock.now

    var sentence: String {
      "\(ok) extracted, \(failed) failed" + (resumed > 0 ? ", \(resumed) of them done before" : "")
    }

    func json(_ engine: Engine) -> JSONValue {
      let counts = engine.meter.current
      return [
        "total": .integer(ok + failed), "ok": .integer(ok), "failed": .integer(failed),
        "resumed": .integer(resumed), "calls": .integer(counts.calls),
        "retries": .integer(counts.retries), "cached_calls": .integer(counts.cachedCalls),
        "input_tokens": .integer(counts.usage.input),
        "output_tokens": .integer(counts.usage.output),
        "cost_usd": JSONValue(engine.price?.cost(counts.usage)),
        "seconds": .number((ContinuousClock.now - start).seconds),
        "limit_wait_seconds": .number(counts.limitWait.seconds),
        "peak_in_flight": .integer(counts.peakInFlight),
      ]
    }
  }

  /// What becomes of one document.
  private enum Outcome: Sendable {
    case done(Extraction, key: String)
    case before
    case unreadable(any Error)
  }

  func callAsFunction(
    _ readers: [any DocumentReader], first: Int?, concurrency: Int
  ) async throws -> Counts {
    var counts = Counts()
    let known = await ledger?.ids ?? []
    for sink in sinks { try await sink.open(keeping: known) }
    let documents = try readers.map { try $0.documents() }.lazy.joined()
    let chosen = documents.prefix(first ?? .max)
    let (ledger, extractor) = (ledger, try loaded.prompter.extractor())
    let artifact = loaded.prompter.artifact
    let hash = artifact.sha256
    let result: Result<Void, any Error>
    do {
      try await forEachConcurrently(chosen, limit: concurrency) { item -> Outcome in
        guard case .success(let document) = item else { return .unreadable(item.failure) }
        let key = RunLedger.key(document, prompterHash: hash, model: artifact.model)
        if await ledger?.isDone(document.id, key: key) == true { return .before }
        return .done(await extractor.extract(document), key: key)
      } receive: { _, outcome in
        try await take(outcome, &counts)
        try Task.checkCancellation()
      }
      result = .success(())
    } catch { result = .failure(error) }
    progress.end()
    for sink in sinks { try await sink.close() }
    try result.get()
    return counts
  }

  private func take(_ outcome: Outcome, _ counts: inout Counts) async throws {
    switch outcome {
    case .before:
      counts.ok += 1
      counts.resumed += 1
    case .unreadable(let error): throw error
    case .done(let extraction, let key):
      if extraction.failure?.type == "cancelled" { return }
      let line = loaded.line(extraction)
      for sink in sinks { try await sink.write(line) }
      if let failure = extraction.failure {
        counts.failed += 1
        counts.firstFailure = counts.firstFailure ?? Failure.line(failure)
      } else {
        counts.ok += 1
        try await ledger?.add(extraction.documentID, key: key)
      }
    }
    progress.step()
  }
}

extension Result {
  /// The error of a result that is known to have failed.
  fileprivate var failure: any Error {
    do {
      _ = try get()
      return CancellationError()
    } catch { return error }
  }
}
