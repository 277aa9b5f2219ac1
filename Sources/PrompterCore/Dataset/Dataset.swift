/// Examples that belong together, with the name of where they came from.
public struct Dataset: Hashable, Sendable {
  /// The file or folder, as the user named it.
  public let name: String
  /// The examples, in the order of the data; ids are unique.
  public let examples: [Example]

  /// Makes a data set.
  ///
  /// Throws `DataError` when two examples have the same id.
  public init(name: String = "examples", _ examples: [Example]) throws(DataError) {
    var seen: Set<String> = []
    for example in examples where !seen.insert(example.id).inserted {
      throw DataError(file: name, message: "two examples have the id '\(example.id)'")
    }
    self.name = name
    self.examples = examples
  }

  /// SHA-256 over ids, documents, expected records and groups, in order.
  public var sha256: String {
    ContentHash.sha256(
      examples.map {
        ([$0.id, $0.document.contentHash, $0.expected?.text(.canonical) ?? ""]
          + [$0.group].compactMap(\.self)).joined(separator: "\u{0}")
      }.joined(separator: "\n"))
  }

  /// Checks that there is an example and that all are labelled with records of the schema.
  ///
  /// Throws `DataError` that names the first example that is not, and says how many more are not.
  public func requireLabels(_ schema: Schema) throws(DataError) {
    guard !examples.isEmpty else {
      throw DataError(file: name, message: "no examples; at least one labelled line is needed")
    }
    let faults = examples.enumerated().compactMap { index, example -> String? in
      let place = "example \(index + 1) ('\(example.id)')"
      guard let expected = example.expected else { return "\(place) has no \"expected\"" }
      return schema.violations(of: expected).first.map { "\(place): expected record, \($0)" }
    }
    guard let first = faults.first else { return }
    let more = faults.count - 1
    throw DataError(
      file: name, message: more > 0 ? "\(first); \(more) more cannot be used" : first)
  }
}

/// Why data cannot be used, and where.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, as the user named it.
  public let file: String
  /// The line, counted from 1; nil when the fault is not in one line.
  public let line: Int?
  /// What is wrong, in words.
  public let message: String

  /// Makes an error.
  public init(file: String, line: Int? = nil, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// The place and the fault, as `FILE, line 17: …`.
  public var description: String {
    line.map { "\(file), line \($0): \(message)" } ?? "\(file): \(message)"
  }
}
