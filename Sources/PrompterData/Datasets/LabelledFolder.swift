import Foundation
import PrompterKit

/// A folder whose folders are named like the values of a field, such as `pos/` and `neg/`: each
/// document's label is the nearest folder around it that is.
struct LabelledFolder {
  let path: String
  let field: String?
  let reading: DocumentReading

  /// Reads the documents that lie in folders named like labels.
  func load(_ schema: Schema?) throws -> DatasetReader.Loaded {
    let reader = FolderReader(folder: FilePath(path), name: path, reading: reading)
    let items = try reader.items().map { try $0.get() }
    guard !items.isEmpty else { throw FileError(path, "holds no documents") }
    var folders: Set<String> = []
    for item in items { folders.formUnion(Self.folders(item.id)) }
    let (name, labels) = try labels(folders, schema)
    var examples: [Example] = []
    var left = 0
    for item in items {
      try Task.checkCancellation()
      guard let label = Self.folders(item.id).last(where: { labels[$0] != nil }),
        let value = labels[label]
      else {
        left += 1
        continue
      }
      examples.append(Example(try item.document(), expected: .object([name: .string(value)])))
    }
    let note =
      "\(path): \(left) file\(left == 1 ? "" : "s") in no folder named like a value of '\(name)' "
      + "\(left == 1 ? "was" : "were") left out"
    return DatasetReader.Loaded(
      dataset: try Dataset(name: path, examples), notes: left > 0 ? [note] : [])
  }

  /// The names of the folders around a document, the outermost first.
  private static func folders(_ id: String) -> [String] {
    id.split(separator: "/").dropLast().map(String.init)
  }

  /// The field that the folders name values of, and the value of each such folder.
  private func labels(
    _ folders: Set<String>, _ schema: Schema?
  ) throws -> (field: String, labels: [String: String]) {
    guard let schema else {
      return (field ?? "label", Dictionary(uniqueKeysWithValues: folders.map { ($0, $0) }))
    }
    let properties = schema.properties.filter { field == nil || $0.name == field }
    guard !properties.isEmpty else {
      throw ReferenceError("the schema has no field '\(field ?? "")'")
    }
    var found: [(field: String, labels: [String: String])] = []
    for property in properties {
      let node = schema.resolve(property.node).node
      let labels = Self.labels(folders, node)
      if !labels.isEmpty { found.append((property.name, labels)) }
    }
    if let only = properties.first, properties.count == 1, found.isEmpty,
      schema.resolve(only.node).node.isOnly(.string), schema.resolve(only.node).node.labels == nil
    {
      return (only.name, Dictionary(uniqueKeysWithValues: folders.map { ($0, $0) }))
    }
    let most = found.map(\.labels.count).max() ?? 0
    let best = found.filter { $0.labels.count == most }
    guard let first = best.first else {
      throw DataError(
        file: path,
        message: "no folder in it is named like a value of a field; the schema's labels are "
          + Self.known(schema))
    }
    guard best.count == 1 else {
      let names = best.map { "'\($0.field)'" }.joined(separator: ", ")
      throw ReferenceError(
        "\(path): its folders are named like values of \(names); say which with --label-field")
    }
    return first
  }

  /// The values of the folders that are named like one: by the same word, or by the beginning of
  /// only one.
  private static func labels(_ folders: Set<String>, _ node: SchemaNode) -> [String: String] {
    guard let values = node.labels else { return [:] }
    var labels: [String: String] = [:]
    for folder in folders {
      let name = folder.lowercased()
      let same = values.filter { $0.lowercased() == name }
      let longer = values.filter { name.count >= 2 && $0.lowercased().hasPrefix(name) }
      if let value = same.first ?? (longer.count == 1 ? longer.first : nil) {
        labels[folder] = value
      }
    }
    return labels
  }

  private static func known(_ schema: Schema) -> String {
    let labels = schema.properties.flatMap { schema.resolve($0.node).node.labels ?? [] }
    return labels.isEmpty ? "none" : labels.prefix(20).joined(separator: ", ")
  }
}
