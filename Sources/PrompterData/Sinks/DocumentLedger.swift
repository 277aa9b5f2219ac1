public import PrompterKit

/// Which documents a run has done, wherever that is kept.
public protocol DocumentLedger: Sendable {
  /// The ids that are done.
  func doneIDs() async throws -> IDSet
  /// Whether a document was done before this run: one with the same id and content.
  func isDone(_ document: Document) async -> Bool
  /// Forgets all other ids.
  func keep(only ids: IDSet) async throws
  /// Takes down that a document is done; called after its line is written.
  func add(_ id: String, contentHash: String) async throws
  /// Waits until it is kept.
  func close() async throws
}

extension RunLedger: DocumentLedger {
  /// The ids that are done.
  public func doneIDs() -> IDSet { ids }
}
