import Foundation
import PrompterData
import PrompterKit

/// Reads, extracts and writes, with a bounded number of documents under way.
struct ExtractionRun {
  let work: ExtractionWork
  let sinks: [any Sink]
  let ledger: (any DocumentLedger)?
  let progress: ProgressLine
  /// Who looks at what is trusted too little; nil when nobody does.
  var review: ReviewDesk?
  /// Documents whose lines stay until there are new ones, although they failed: only they are tried.
  var retried: IDSet = []
  /// Whether documents come until the run is interrupted, also changed ones again.
  var isWatching = false

  /// What a run has done.
  struct Counts {
    var ok = 0
    var failed = 0
    var resumed = 0
    /// Documents that another prompter than the first one answered.
    var fellBack = 0
    /// Documents that came again, with the same id and content; they count once.
    var repeated = 0
    /// Of those that were extracted, those that wait for a person, and those that one decided.
    var (waiting, reviewed) = (0, 0)
    var firstFailure: String?
    /// Whether records that are trusted too little go to a review queue.
    var isReviewing = false
    /// Rows of data that are no documents, and so have no line in any output.
    var unnamed = 0
    let start = ContinuousClock.now

    var sentence: String {
      "\(ok) extracted, \(failed) failed" + (resumed > 0 ? ", \(resumed) of them done before" : "")
        + (fellBack > 0 ? ", \(fellBack) by a fallback" : "")
        + (waiting > 0 ? ", \(waiting) to be reviewed" : "")
        + (reviewed > 0 ? ", \(reviewed) as reviewed" : "")
        + (repeated > 0 ? "; \(repeated) came twice and were done once" : "")
    }

    func json(_ engines: PrompterEngines) -> JSONValue {
      let counts = engines.counts
      return [
        "total": .integer(ok + failed), "ok": .integer(ok), "failed": .integer(failed),
        "resumed": .integer(resumed), "fallbacks": .integer(fellBack),
        "duplicates": .integer(repeated), "review": .integer(waiting),
        "reviewed": .integer(reviewed),
        "calls": .integer(counts.calls),
        "retries": .integer(counts.retries), "cached_calls": .integer(counts.cachedCalls),
        "input_tokens": .integer(counts.usage.input),
        "output_tokens": .integer(counts.usage.output),
        "cost_usd": JSONValue(engines.cost()),
        "seconds": .number((ContinuousClock.now - start).seconds),
        "limit_wait_seconds": .number(counts.limitWait.seconds),
        "peak_in_flight": .integer(counts.peakInFlight),
      ]
    }
  }

  /// The most rows of data that are named one by one because they are no documents.
  private static let mostNamed = 20

  /// What becomes of one document.
  private enum Outcome: Sendable {
    case done(Extraction, Document, contentHash: String)
    /// A person has decided, and outputs do not have it yet.
    case decided(ReviewItem, contentHash: String)
    case before
    case repeated
    case unreadable(any Error)

    /// As progress counts it.
    var kind: RunMonitor.Outcome {
      switch self {
      case .before, .repeated: .skipped
      case .unreadable: .failed
      case .decided: .done
      case .done(let extraction, _, _): extraction.failure == nil ? .done : .failed
      }
    }
  }

  func callAsFunction(
    _ documents: DocumentStream<DistinctDocuments.Item>, concurrency: Int
  ) async throws -> Counts {
    var state = State(held: try await open())
    state.counts.isReviewing = review != nil
    let (ledger, extractor, review) = (ledger, work.extractor, review)
    let result: Result<Void, any Error>
    do {
      try await forEachConcurrently(reading: documents.next, limit: concurrency) {
        item -> Outcome in
        switch item {
        case .unreadable(let error): return .unreadable(error)
        case .repeated: return .repeated
        case .document(let document):
          let isDone = await ledger?.isDone(document) == true
          if let known = try review?.decided(document), !(isDone && known.isApplied) {
            return .decided(known.item, contentHash: document.contentHash)
          }
          if isDone { return .before }
          return .done(
            await extractor.extract(document), document, contentHash: document.contentHash)
        }
      } receive: { _, outcome in
        try await take(outcome, &state)
      }
      result = .success(())
    } catch is CancellationError where isWatching {
      // The only way in which it ends.
      result = .success(())
    } catch { result = .failure(error) }
    await progress.end()
    do { try await close(state) } catch {
      // What went wrong first says more.
      try result.get()
      throw error
    }
    try result.get()
    return state.counts
  }

  /// What a run keeps in mind.
  private struct State {
    var counts = Counts()
    /// Documents of which a sink held a line when the run began.
    let held: IDSet
    /// Those of them that were done again, because their content is another.
    var redone: IDSet = []
    /// Documents that failed this time.
    var failed: IDSet = []

    init(held: IDSet) {
      self.held = held
    }
  }

  /// Opens the sinks; only what ledger and all sinks hold is done.
  private func open() async throws -> IDSet {
    if let ledger = ledger as? RunLedger, ledger.forgotten > 0 {
      for sink in sinks {
        guard let place = try await sink.setAside() else { continue }
        Terminal.say("the records of another prompter or model are in \(place) now")
      }
    }
    var all = try await ledger?.doneIDs() ?? []
    let known = all
    var held: IDSet = []
    for sink in sinks {
      let ids = try await sink.open(keeping: known.union(retried))
      all.formIntersection(ids)
      held.formUnion(ids)
    }
    try await ledger?.keep(only: all)
    return held
  }

  /// Closes the sinks, and takes out the lines that newer ones have replaced.
  private func close(_ state: State) async throws {
    if !state.redone.isEmpty, let ledger {
      let ids = try await ledger.doneIDs()
      for sink in sinks {
        try await sink.open(keeping: ids.union(state.failed).union(retried))
      }
      try await ledger.keep(only: ids.subtracting(state.failed))
    }
    for sink in sinks { try await sink.close() }
    try await ledger?.close()
  }

  private func take(_ outcome: Outcome, _ state: inout State) async throws {
    switch outcome {
    case .before:
      state.counts.ok += 1
      state.counts.resumed += 1
    case .repeated:
      state.counts.repeated += 1
      return
    case .unreadable(let error):
      state.counts.failed += 1
      state.counts.firstFailure = state.counts.firstFailure ?? Failure.line(error)
      if let extraction = Extraction(unreadable: error) {
        try await write(extraction, nil, &state)
      } else {
        state.counts.unnamed += 1
        if state.counts.unnamed <= Self.mostNamed { Terminal.say(Failure.line(error)) }
      }
    case .decided(let item, let contentHash):
      try await write(item.output, item.document, &state)
      try await ledger?.add(item.id, contentHash: contentHash)
      try review?.queue.markApplied(item.id)
      state.counts.ok += 1
      state.counts.reviewed += 1
    case .done(let extraction, let document, let contentHash):
      if extraction.failure?.isCancellation == true { return }
      try await write(extraction, document, &state)
      if let failure = extraction.failure {
        state.counts.failed += 1
        state.counts.firstFailure = state.counts.firstFailure ?? Failure.line(failure)
      } else {
        state.counts.ok += 1
        if work.isFallback(extraction) { state.counts.fellBack += 1 }
        try await ledger?.add(extraction.documentID, contentHash: contentHash)
      }
    }
    progress.monitor.step(outcome.kind)
  }

  private func write(
    _ extraction: Extraction, _ document: Document?, _ state: inout State
  ) async throws {
    var line = work.line(extraction)
    if let review, let document {
      // The queue comes first: what it has twice it keeps once.
      let (reviewed, isOpen) = try review.line(line, of: extraction, document)
      line = reviewed
      if isOpen { state.counts.waiting += 1 }
    }
    try await write(line, document, &state)
    state.failed.set(extraction.documentID, isIn: extraction.failure != nil)
  }

  private func write(
    _ line: JSONValue, _ document: Document?, _ state: inout State
  ) async throws {
    for sink in sinks { try await sink.write(line, of: document) }
    let id = line[key: "id"]?.string ?? ""
    if isWatching || state.held.contains(id) { state.redone.insert(id) }
  }
}
