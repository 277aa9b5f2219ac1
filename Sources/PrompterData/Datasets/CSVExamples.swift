import PrompterKit

/// The rows of a table as examples: one column is the text, those that are named like fields are the
/// expected record, and `group`, where no field has that name, says what rows have in common.
struct CSVExamples {
  private let table: CSVTable
  private let textPlace: Int

  /// Throws `ReferenceError` when the column of the text is not there.
  init(_ table: CSVTable, textColumn: String?) throws {
    self.table = table
    textPlace = try table.textPlace(textColumn)
  }

  /// The examples.
  ///
  /// Columns that begin with an underscore, as those that `extract` adds, are no fields.
  ///
  /// - Parameter schema: the fields and their types; when nil every other column is a field, of the
  ///   type that all its cells have.
  /// Throws `DataError` for a bad row.
  func examples(_ schema: Schema?) throws -> [Example] {
    var rows: [CSVTable.Row] = []
    for row in table { rows.append(try row.get()) }
    let idPlace = table.place(of: "id")
    let fields = fields(schema, rows)
    let groupPlace = fields.contains { $0.name == "group" } ? nil : table.place(of: "group")
    return rows.map { row in
      let id = idPlace.map { row.cells[$0] }
      let document = Document(id: id?.isEmpty == false ? id : nil, text: row.cells[textPlace])
      var record = JSONObject()
      for field in fields { record[field.name] = field.value(row.cells[field.place]) }
      let group = groupPlace.map { row.cells[$0] }
      return Example(
        document, expected: fields.isEmpty ? nil : .object(record),
        group: group?.isEmpty == false ? group : nil)
    }
  }

  private struct Field {
    let name: String
    let place: Int
    let value: (String) -> JSONValue?
  }

  private func fields(_ schema: Schema?, _ rows: [CSVTable.Row]) -> [Field] {
    guard let schema else { return guessed(rows) }
    return schema.properties.compactMap { property in
      guard let place = table.place(of: property.name), place != textPlace else { return nil }
      let (node, isNullable) = schema.resolve(property.node)
      let isRequired = schema.resolve(schema.root).node.required.contains(property.name)
      return Field(name: property.name, place: place) { cell in
        // Nothing written is null where that may be, a text without letters where it must be one,
        // and else no value at all.
        if cell.isEmpty, isNullable { return .null }
        if cell.isEmpty, !isRequired { return nil }
        return Self.typed(cell, node)
      }
    }
  }

  /// A cell as a value of a type; one that is none of it stays text, which the schema then refuses.
  private static func typed(_ cell: String, _ node: SchemaNode) -> JSONValue {
    if node.types.contains(.string) || node.labels?.contains(cell) == true { return .string(cell) }
    if node.types.contains(.boolean) {
      switch cell.lowercased() {
      case "true", "yes", "1": return .bool(true)
      case "false", "no", "0": return .bool(false)
      default: return .string(cell)
      }
    }
    if let value = try? JSONParser.parse(cell) { return value }
    return .string(cell)
  }

  private func guessed(_ rows: [CSVTable.Row]) -> [Field] {
    table.headings.indices.compactMap { place -> Field? in
      let name = table.headings[place]
      guard place != textPlace, name != "id", !name.hasPrefix("_"), !name.isEmpty else {
        return nil
      }
      let cells = rows.map { $0.cells[place] }.filter { !$0.isEmpty }
      let isPlain = cells.allSatisfy { cell in
        guard let value = try? JSONParser.parse(cell) else { return false }
        return value.string == nil && !value.isNull
      }
      return Field(name: name, place: place) { cell in
        if cell.isEmpty { return .null }
        return isPlain ? (try? JSONParser.parse(cell)) ?? .string(cell) : .string(cell)
      }
    }
  }
}
