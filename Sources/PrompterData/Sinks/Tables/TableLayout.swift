import Foundation
import PrompterKit

/// The columns of a table of records: the top-level fields of the schema, then ours, which begin
/// with `_`; and what stands in them for a document.
struct TableLayout: Sendable {
  /// The column that tells rows apart.
  static let key = "_id"

  let fields: [TableColumn]
  let ours: [TableColumn]
  private let storesText: Bool

  var columns: [TableColumn] { fields + ours }

  /// Lays out a table.
  ///
  /// Throws `ReferenceError` when a field is called like one of our columns, or two fields are
  /// called alike but for their case, which databases do not tell apart.
  init(_ schema: Schema, storesText: Bool) throws {
    fields = schema.properties.map { TableColumn($0, in: schema) }
    self.storesText = storesText
    ours =
      [
        TableColumn(Self.key, .text), TableColumn("_status", .text),
        TableColumn("_confidence", .number), TableColumn("_fields", .json),
        TableColumn("_error_type", .text), TableColumn("_error", .text),
        TableColumn("_prompter", .text), TableColumn("_model", .text),
        TableColumn("_input_tokens", .integer), TableColumn("_output_tokens", .integer),
        TableColumn("_cost_usd", .number), TableColumn("_attempts", .integer),
        TableColumn("_content", .text), TableColumn("_run", .text), TableColumn("_time", .time),
      ] + (storesText ? [TableColumn("_text", .text)] : [])
    var seen: Set<String> = []
    for column in ours + fields where !seen.insert(column.name.lowercased()).inserted {
      throw ReferenceError(
        "the field '\(column.name)' cannot be a column: another one has that name")
    }
    if let long = fields.first(where: { $0.name.utf8.count > 63 || $0.name.contains("\0") }) {
      throw ReferenceError("the field '\(long.name)' has no name that a column can have")
    }
  }

  /// The row of a document: a value a column, in their order.
  ///
  /// - Parameters:
  ///   - line: what `predict` prints of it.
  ///   - document: nil when it could not be read.
  ///   - run: the prompter and model that it is done by.
  func row(_ line: JSONValue, _ document: Document?, run: String, time: String) -> [JSONValue] {
    let data = line[key: "data"]
    let error = line[key: "error"]
    var row = fields.map { data?[key: $0.name] ?? .null }
    row += [
      line[key: "id"] ?? .string(""), .string(RowStatus(line).rawValue),
      line[key: "confidence"] ?? .null, line[key: "fields"] ?? .null, error?[key: "type"] ?? .null,
      error?[key: "message"] ?? .null, line[key: "prompter"] ?? .null, line[key: "model"] ?? .null,
      line[key: "usage"]?[key: "input_tokens"] ?? .null,
      line[key: "usage"]?[key: "output_tokens"] ?? .null, line[key: "cost_usd"] ?? .null,
      line[key: "attempts"] ?? .null, document.map { .string($0.contentHash) } ?? .null,
      .string(run), .string(time),
    ]
    if storesText { row.append(document.map { .string($0.text) } ?? .null) }
    return row.map(Self.storable)
  }

  /// A value without U+0000, which databases cannot keep in text; U+FFFD stands in its place.
  private static func storable(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      text.utf8.contains(0) ? .string(text.replacing("\0", with: "\u{FFFD}")) : value
    case .array(let items): .array(items.map(storable))
    case .object(let object):
      .object(
        JSONObject(object.map { ($0.key.replacing("\0", with: "\u{FFFD}"), storable($0.value)) }))
    default: value
    }
  }

  /// What keeps a table from taking these rows.
  ///
  /// - Parameter found: the columns that the table has, with their types as the database calls them.
  func differences(
    from found: [(name: String, type: String)], type: (TableColumn) -> String
  ) -> TableDifferences {
    let types = Dictionary(found.map { ($0.name.lowercased(), $0.type) }) { first, _ in first }
    var differences = TableDifferences()
    for column in columns {
      guard let other = types[column.name.lowercased()] else {
        differences.missing.append(column)
        continue
      }
      if other.lowercased() != type(column).lowercased() {
        differences.others.append("'\(column.name)' is \(other), not \(type(column))")
      }
    }
    let known = Set(columns.map { $0.name.lowercased() })
    differences.unknown = found.map(\.name)
      .filter { !known.contains($0.lowercased()) && $0 != "_text" }
    return differences
  }
}

/// How a table differs from what a schema asks for.
struct TableDifferences: Sendable {
  /// Columns that the table lacks; adding them mends it.
  var missing: [TableColumn] = []
  /// Columns of another type.
  var others: [String] = []
  /// Columns that the schema does not have.
  var unknown: [String] = []

  /// Refuses a table that does not fit.
  ///
  /// - Parameter migrates: whether missing columns are added, and those too many stay as they are.
  /// Throws `FileError` that names the differences.
  func refuse(_ table: String, in place: String, migrates: Bool) throws {
    func names(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
    if missing.contains(where: { $0.name == TableLayout.key }) {
      throw FileError(place, "the table '\(table)' is of something else: it has no column '_id'")
    }
    guard others.isEmpty else {
      throw FileError(
        place, "the table '\(table)' has other types: \(others.joined(separator: "; "))")
    }
    guard !migrates, !missing.isEmpty || !unknown.isEmpty else { return }
    let parts = [
      missing.isEmpty ? "" : "lacks \(names(missing.map(\.name)))",
      unknown.isEmpty ? "" : "has \(names(unknown)), which the schema has not",
    ].filter { !$0.isEmpty }
    throw FileError(
      place,
      "the table '\(table)' \(parts.joined(separator: " and ")); --migrate adds what is missing and "
        + "leaves the rest as it is")
  }
}
