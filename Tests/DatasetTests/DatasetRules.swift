import Foundation
import PrompterKit

/// One of our own data sets: a schema and two splits of labelled rows with tags.
struct DatasetFolder {
  struct Row {
    var id: String
    var text: String
    var tags: [String]
    var expected: JSONValue
  }

  var schema: Schema
  /// The rows by split, `train` and `test`.
  var splits: [String: [Row]]

  /// The folder of all data sets.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets")

  /// Reads a data set; the product's own loader must take it too.
  init(named name: String) throws {
    let folder = Self.root.appending(path: name)
    schema = try Schema(contentsOf: folder.appending(path: "schema.json"))
    splits = [:]
    for split in ["train", "test"] {
      let file = folder.appending(path: "\(split).jsonl")
      let loaded = try Dataset.load(file.path)
      try loaded.requireLabels(schema)
      splits[split] = try TextFile.read(file).split(separator: "\n").map { line in
        let json = try JSONParser.parse(String(line))
        return Row(
          id: json[key: "id"]?.string ?? "", text: json[key: "text"]?.string ?? "",
          tags: json[key: "tags"]?.array?.compactMap(\.string) ?? [],
          expected: json[key: "expected"] ?? .null)
      }
    }
  }
}

/// What every data set of ours must be like; each rule names what breaks it.
enum DatasetRules {
  static let minimumRows = ["train": 80, "test": 40]

  /// All that is wrong with a data set, a sentence each.
  static func violations(of folder: DatasetFolder) -> [String] {
    let splits = folder.splits.sorted { $0.key < $1.key }
    var violations: [String] = []
    for (name, rows) in splits {
      let faults =
        size(rows, minimumRows[name] ?? 0) + absent(rows) + distractors(rows)
        + labels(rows, folder.schema)
      violations += faults.map { "\(name): \($0)" }
      violations += rows.flatMap { record($0, folder.schema) }
    }
    let all = splits.flatMap(\.value)
    return violations + alike(all) + ids(all)
  }

  private static func size(_ rows: [DatasetFolder.Row], _ minimum: Int) -> [String] {
    rows.count < minimum ? ["has \(rows.count) rows, not \(minimum)"] : []
  }

  private static func absent(_ rows: [DatasetFolder.Row]) -> [String] {
    let count = rows.count { hasAbsentValue($0.expected) }
    return 4 * count < rows.count ? ["only \(count) rows have an absent value"] : []
  }

  private static func hasAbsentValue(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .array(let items): items.isEmpty || items.contains(where: hasAbsentValue)
    case .object(let object): object.contains { hasAbsentValue($0.value) }
    default: false
    }
  }

  private static func distractors(_ rows: [DatasetFolder.Row]) -> [String] {
    let count = rows.count { $0.tags.contains { $0.hasPrefix("distractor") } }
    return 100 * count < 15 * rows.count ? ["only \(count) rows have a distractor"] : []
  }

  private static func labels(_ rows: [DatasetFolder.Row], _ schema: Schema) -> [String] {
    schema.properties.flatMap { property -> [String] in
      guard let labels = schema.resolve(property.node).node.allowed else { return [] }
      return labels.compactMap { label in
        let count = rows.count { $0.expected[key: property.name] == label }
        return 2 * count > rows.count ? "\(property.name) is \(label.text()) in \(count) rows" : nil
      }
    }
  }

  private static func ids(_ rows: [DatasetFolder.Row]) -> [String] {
    Dictionary(grouping: rows, by: \.id).filter { $0.value.count > 1 || $0.key.isEmpty }.keys
      .sorted()
      .map { "the id '\($0)' is there twice or empty" }
  }

  /// Valid by the schema, and every string said by the text.
  private static func record(_ row: DatasetFolder.Row, _ schema: Schema) -> [String] {
    let text = normalized(row.text)
    let invalid = schema.violations(of: row.expected).map { "\(row.id): \($0)" }
    let fields = Dictionary(
      schema.fields.map { ($0.path.description, $0.node) }, uniquingKeysWith: { first, _ in first })
    let strings = leaves(row.expected, "")
    return invalid
      + strings.compactMap { path, string in
        let owners = prefixes(of: path).compactMap { fields[$0] }
        guard !owners.contains(where: { $0.isDerived || $0.allowed != nil }) else { return nil }
        return text.contains(normalized(string)) ? nil : "\(row.id): \(path) is not in the text"
      }
  }

  /// The strings of a record with the paths of their fields, `items[].name`.
  private static func leaves(_ value: JSONValue, _ path: String) -> [(path: String, text: String)] {
    switch value {
    case .string(let text): [(path, text)]
    case .array(let items): items.flatMap { leaves($0, path + "[]") }
    case .object(let object):
      object.flatMap { leaves($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    default: []
    }
  }

  /// A path and those of the fields that contain it.
  private static func prefixes(of path: String) -> [String] {
    var prefixes = [path]
    while let last = prefixes.last, let cut = last.lastIndex(where: { ".[".contains($0) }) {
      prefixes.append(String(last[..<cut]))
    }
    return prefixes
  }

  private static func normalized(_ text: String) -> String {
    text.precomposedStringWithCanonicalMapping.lowercased()
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Pairs of texts whose 5-word shingles have a Jaccard similarity of 0.1 or more.
  private static func alike(_ rows: [DatasetFolder.Row]) -> [String] {
    let sets = rows.map { shingles($0.text) }
    var violations: [String] = []
    for later in sets.indices {
      for earlier in sets.indices.prefix(later) {
        let shared = sets[later].intersection(sets[earlier]).count
        let union = sets[later].count + sets[earlier].count - shared
        if union > 0, 10 * shared >= union {
          violations.append("\(rows[earlier].id) and \(rows[later].id) are alike")
        }
      }
    }
    return violations
  }

  private static func shingles(_ text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    guard words.count >= 5 else { return [] }
    return Set((0...(words.count - 5)).map { words[$0..<($0 + 5)].joined(separator: " ") })
  }
}
