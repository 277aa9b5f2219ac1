/// One line of a JSONL data file:
/// `{"id"?, "text" | "file" | "image" | "input", "expected"?, "group"?}`.
///
/// Beside a `text`, a `file` or an `image` only says where it came from.
public struct DatasetLine: Sendable {
  /// Where the document's content is.
  public enum Source: Sendable {
    /// In the line.
    case text(String)
    /// In a file of text, relative to the data file.
    case file(String)
    /// In a file with a picture, relative to the data file.
    case image(String)
    /// In named inputs.
    case input(JSONObject)
  }

  /// The given id.
  public let id: String?
  /// The document's content, or where to find it.
  public let source: Source
  /// The expected record.
  public let expected: JSONValue?
  /// What it has in common with others: the file or the image that a text came from, if no group is
  /// given.
  public let group: String?

  /// The file that it names; nil when its content stands in the line.
  public var path: String? {
    switch source {
    case .file(let path), .image(let path): path
    case .text, .input: nil
    }
  }

  /// Whether it names a file that does not lie in the folder of the data, or below it.
  public var leavesFolder: Bool {
    path.map { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") } ?? false
  }

  /// Reads a line.
  ///
  /// Throws `DataError` that names the file, the line and the fault.
  public init(_ text: some StringProtocol, file: String, line: Int) throws(DataError) {
    func fault(_ message: String) -> DataError {
      DataError(file: file, line: line, message: message)
    }
    let value: JSONValue
    do { value = try JSONParser.parse(String(text)) } catch { throw fault("not JSON: \(error)") }
    guard let object = value.object else { throw fault("not a JSON object") }
    switch object["id"] {
    case nil, .null: id = nil
    case .string(let given): id = given
    case .integer(let given): id = String(given)
    default: throw fault("\"id\" must be a string")
    }
    var given = ["text", "file", "image", "input"].filter { object[$0] != nil }
    if given.first == "text", !given.contains("input") { given = ["text"] }
    guard given.count == 1, let key = given.first else {
      throw fault("exactly one of \"text\", \"file\", \"image\", \"input\" is needed")
    }
    switch (key, object[key]) {
    case ("text", .string(let text)): source = .text(text)
    case ("file", .string(let path)): source = .file(path)
    case ("image", .string(let path)): source = .image(path)
    case ("input", .object(let input)): source = .input(input)
    default: throw fault("\"\(key)\" must be \(key == "input" ? "an object" : "a string")")
    }
    switch object["group"] {
    case nil, .null: group = key == "text" ? (object["file"] ?? object["image"])?.string : nil
    case .string(let given): group = given
    case .integer(let given): group = String(given)
    default: throw fault("\"group\" must be a string")
    }
    if let record = object["expected"], !record.isNull {
      guard record.object != nil else { throw fault("\"expected\" must be an object") }
      expected = record
    } else {
      expected = nil
    }
  }
}
