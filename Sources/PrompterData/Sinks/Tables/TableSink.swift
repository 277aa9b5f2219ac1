import Foundation
import PrompterKit

/// Writes records into a table of a database, one row a document, some rows a transaction.
///
/// The table is also the state of the run: a row says what its document was, who has done it, and
/// whether. Other rows stay.
actor TableSink: Sink, DocumentLedger {
  /// So many rows are written at once, or fewer when the first of them has waited so long.
  private static let batch = 200
  private static let delay = Duration.milliseconds(300)

  private let store: any TableStore
  private let layout: TableLayout
  private let options: SinkReference.Options
  private var isReady = false
  private var done = RunLedger.Done()
  private var rows: [[JSONValue]] = []
  private var timer: Task<Void, Never>?
  private var fault: (any Error)?

  init(_ store: any TableStore, _ layout: TableLayout, _ options: SinkReference.Options) {
    self.store = store
    self.layout = layout
    self.options = options
  }

  private var run: String { options.worker?.hash ?? "" }

  private func ready() async throws {
    guard !isReady else { return }
    try await store.prepare(layout, migrates: options.migrates, isFresh: options.isFresh)
    done = RunLedger.Done(try await store.done(run: run))
    isReady = true
  }

  // MARK: Sink

  func open(keeping done: IDSet) async throws -> IDSet {
    try await ready()
    try await flush()
    return try await store.ids(of: done)
  }

  func write(_ line: JSONValue) async throws { try await write(line, of: nil) }

  func write(_ line: JSONValue, of document: Document?) async throws {
    if let fault { throw fault }
    let time = Date.now.formatted(.iso8601)
    rows.append(layout.row(line, document, run: run, time: time))
    if rows.count >= Self.batch { return try await flush() }
    guard timer == nil else { return }
    timer = Task {
      try? await Task.sleep(for: Self.delay)
      guard !Task.isCancelled else { return }
      timer = nil
      do { try await flush() } catch { fault = error }
    }
  }

  /// Writes what waits. Rows that come meanwhile wait for the next time.
  private func flush() async throws {
    timer?.cancel()
    timer = nil
    guard !rows.isEmpty else { return }
    let waiting = rows
    rows = []
    try await store.upsert(waiting)
  }

  func close() async throws {
    if isReady {
      if let fault { throw fault }
      try await flush()
    }
    await store.close()
    isReady = false
  }

  // MARK: Ledger

  func doneIDs() async throws -> IDSet {
    try await ready()
    try await flush()
    return IDSet(try await store.done(run: run).map(\.id))
  }

  func isDone(_ document: Document) -> Bool { done.contains(document) }

  func keep(only ids: IDSet) { done.keep(only: ids) }

  /// The row is the note.
  func add(_ id: String, contentHash: String) {}

  /// What was done before, without writing anything.
  func doneBefore() async -> RunLedger.Done {
    guard let entries = try? await store.done(run: run) else { return RunLedger.Done() }
    return RunLedger.Done(entries)
  }
}
