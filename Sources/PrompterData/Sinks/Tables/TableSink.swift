import Foundation
import PrompterKit

/// Writes records into a table of a database, one row a document.
///
/// A row is written at once; those that come while the database is busy are its next transaction.
/// The table is also the state of the run: a row says what its document was, who has done it, and
/// whether. Other rows stay.
actor TableSink: Sink, DocumentLedger {
  /// The most rows of a transaction, and the most that wait: then writing waits, too.
  private static let batch = 500
  private static let maximumWaiting = 1_000

  private let store: any TableStore
  private let layout: TableLayout
  private let options: SinkReference.Options
  private var isReady = false
  private var done = RunLedger.Done()
  private var rows: [[JSONValue]] = []
  private var writing: Task<Void, Never>?
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
    if writing == nil { writing = Task { await writeAll() } }
    if rows.count >= Self.maximumWaiting { try await flush() }
  }

  /// Writes what waits, and what comes meanwhile.
  private func writeAll() async {
    while !rows.isEmpty, fault == nil {
      let part = Array(rows.prefix(Self.batch))
      rows.removeFirst(part.count)
      do { try await store.upsert(part) } catch { fault = error }
    }
    writing = nil
  }

  /// Waits until everything is written.
  private func flush() async throws {
    while let writing { await writing.value }
    if let fault { throw fault }
  }

  func close() async throws {
    defer { isReady = false }
    do { try await flush() } catch {
      await store.close()
      throw error
    }
    await store.close()
  }

  func failedIDs() async throws -> IDSet? {
    try await ready()
    return IDSet(try await store.failed(run: run))
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
