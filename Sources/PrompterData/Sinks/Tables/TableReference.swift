import Foundation
import PrompterKit

/// A table that a user named: `sqlite:FILE` or `postgres://…`, each with `?table=T&text=1` if it is to
/// be another table, or to keep the documents' texts.
struct TableReference {
  /// The table when none is named.
  static let standardTable = "records"

  private static let ours: Set<String> = ["table", "text"]

  /// The file of the database; nil when it is a server's.
  let file: String?
  private let server: PostgresAddress?
  let table: String
  /// Whether the documents' texts are kept, too.
  let storesText: Bool

  /// Reads a name; nil when it is that of another output.
  ///
  /// Throws `ReferenceError` when it means to name a table and does not.
  init?(_ name: String) throws {
    let isServer = name.hasPrefix("postgres://") || name.hasPrefix("postgresql://")
    guard isServer || name.hasPrefix("sqlite:") else { return nil }
    var options: [String: String] = [:]
    let rest = isServer ? name[...] : name.dropFirst("sqlite:".count)
    let mark = rest.lastIndex(of: "?") ?? rest.endIndex
    for part in rest[mark...].dropFirst().split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, Self.ours.contains(pair[0]) else {
        // The other options of a server are libpq's.
        if isServer { continue }
        throw ReferenceError("'\(name)': '\(part)' is no option of a table; there are table, text")
      }
      options[pair[0]] = pair[1].removingPercentEncoding ?? pair[1]
    }
    server = isServer ? PostgresAddress(name, without: Self.ours) : nil
    file = isServer ? nil : String(rest[..<mark])
    // An address may hold a password.
    let name = server?.shown ?? name
    guard file?.isEmpty != true else { throw ReferenceError("'\(name)' names no file") }
    table = options["table"] ?? Self.standardTable
    storesText = options["text"] == "1"
    guard !table.isEmpty, table.utf8.count <= 63, !table.contains("\0"),
      !table.lowercased().hasPrefix("sqlite_")
    else { throw ReferenceError("'\(name)': '\(table)' cannot be the name of a table") }
  }

  /// The table in its database.
  var store: any TableStore {
    server.map { PostgresStore($0, table: table) } ?? SQLiteStore(path: file ?? "", table: table)
  }
}
