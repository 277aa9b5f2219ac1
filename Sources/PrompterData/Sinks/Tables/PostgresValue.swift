import PrompterKit

/// A value as Postgres reads it.
enum PostgresValue {
  /// The text of a value in a column; nil for null, and for what the column cannot hold: one value
  /// must not keep the rows beside it from being written.
  static func text(_ value: JSONValue, as kind: TableColumn.Kind) -> String? {
    switch (kind, value) {
    case (_, .null): nil
    case (.text, .string(let text)), (.time, .string(let text)): text
    case (.text, _): value.text()
    case (.date, .string(let text)): StringFormat.date.matches(text) ? text : nil
    case (.boolean, .bool(let bool)): bool ? "true" : "false"
    case (.integer, .integer(let integer)): String(integer)
    case (.integer, .number(let number)): Int(exactly: number).map { String($0) }
    case (.number, .integer(let integer)): String(integer)
    case (.number, .number(let number)): String(number)
    case (.json, _): value.text()
    default: nil
    }
  }
}
