import CPQ
import Foundation
import PrompterKit

/// A connection to a Postgres server; it ends with the object.
final class PostgresConnection {
  /// What the server or the way to it made impossible.
  struct Failure: Error {
    let message: String
    /// Whether the connection is gone, or the server is about to stop: another one may work.
    let isLost: Bool
    /// Whether another transaction was in the way: the same may work now.
    var isConflict = false
  }

  private let handle: OpaquePointer

  /// Connects.
  ///
  /// Throws `Failure`.
  init(_ address: PostgresAddress) throws {
    let keys = ["dbname", "client_encoding", "fallback_application_name", "connect_timeout"]
    let values = [address.connection, "UTF8", "prompter", "10"]
    let handle = Self.withStrings(keys) { keys in
      Self.withStrings(values) { values in PQconnectdbParams(keys, values, 1) }
    }
    guard let handle else { throw Failure(message: "no memory for a connection", isLost: false) }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      let message = String(cString: PQerrorMessage(handle))
      // A server that starts or stops refuses connections; a wrong password stays wrong.
      let isLost = !message.contains("authentication") && !message.contains("does not exist")
      throw Failure(message: message, isLost: isLost && !message.contains("invalid"))
    }
    // Notices are for people who type SQL.
    _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
  }

  deinit { PQfinish(handle) }

  /// Runs one statement; values are sent beside it, as text.
  ///
  /// - Returns: the rows.
  /// Throws `Failure`.
  @discardableResult
  func run(_ sql: String, _ values: [String?] = []) throws -> [[String?]] {
    let result = Self.withStrings(values) { values, count in
      PQexecParams(handle, sql, count, nil, values, nil, nil, 0)
    }
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
      let code = PQresultErrorField(result, Int32(UnicodeScalar("C").value)).map {
        String(cString: $0)
      }
      let message = String(cString: PQresultErrorMessage(result))
      throw Failure(
        message: message.isEmpty ? String(cString: PQerrorMessage(handle)) : message,
        // What has no code was not said by the server: it is no longer there.
        isLost: PQstatus(handle) != CONNECTION_OK || code == nil || code?.hasPrefix("57P") == true
          || code?.hasPrefix("08") == true,
        isConflict: code?.hasPrefix("40") == true)
    }
    let columns = PQnfields(result)
    return (0..<PQntuples(result)).map { row in
      (0..<columns).map { column in
        PQgetisnull(result, row, column) == 1
          ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
      }
    }
  }

  private static func withStrings<Result>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?, Int32) -> Result
  ) -> Result {
    let copies = strings.map { $0.flatMap { strdup($0) } }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { $0.map { UnsafePointer($0) } }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress, Int32(strings.count)) }
  }

  /// A list that ends with nothing.
  private static func withStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    withStrings(strings + [nil]) { pointers, _ in body(pointers) }
  }
}
