import PrompterKit

/// A table in a database.
protocol TableStore: Sendable {
  /// Connects, and makes the table or checks that it fits.
  ///
  /// - Parameters:
  ///   - migrates: whether columns that are missing are added.
  ///   - isFresh: whether all rows go.
  /// Throws `FileError`, which never holds a password.
  func prepare(_ layout: TableLayout, migrates: Bool, isFresh: Bool) async throws
  /// The ids and contents of the documents that a run has done.
  func done(run: String) async throws -> [(id: String, content: String)]
  /// The ids of the documents that a run has failed to do.
  func failed(run: String) async throws -> [String]
  /// The ids of all rows of some.
  func ids(of known: IDSet) async throws -> IDSet
  /// Writes rows, each in the place of the one with its id, all or none.
  func upsert(_ rows: [[JSONValue]]) async throws
  /// Lets go of the database.
  func close() async
}
