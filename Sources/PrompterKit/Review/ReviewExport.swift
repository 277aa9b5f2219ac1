import Foundation
import PrompterCore

/// Turns what a person has decided into labelled examples of a data set.
public struct ReviewExport: Sendable {
  /// What was done.
  public struct Counts: Hashable, Sendable {
    /// Examples that were appended.
    public var added = 0
    /// Examples that the file has already, with the same label.
    public var known = 0
    /// Examples of the file whose label was replaced.
    public var replaced = 0
    /// Examples that the file has with another label or another text; they stay as they are there.
    public var different: [String] = []
    /// Items of several pictures, which one line of a data set does not hold.
    public var inPictures: [String] = []

    /// Nothing.
    public init() {}
  }

  /// What tells examples of a file apart.
  private struct Known {
    let id: String
    let expected: JSONValue?
    let content: String
    let range: Range<Int>
  }

  private let path: String
  private let replaces: Bool

  /// Names the data set.
  ///
  /// - Parameters:
  ///   - path: a file that ends in `.jsonl`; made when there is none.
  ///   - replaces: whether a label in the file that a person has since decided otherwise goes.
  public init(to path: String, replacing replaces: Bool = false) {
    self.path = path
    self.replaces = replaces
  }

  /// Appends the decided items that the file does not hold.
  ///
  /// Two examples are the same when they have one id, or one content.
  ///
  /// Throws `DataError` when a line of the file is no example, `FileError` when it cannot be
  /// written.
  public func append(_ queue: ReviewQueue) throws -> Counts {
    let file = URL(filePath: path)
    var known: [Known] = []
    var isWhole = true
    var (ids, contents): ([String: Int], [String: Int]) = ([:], [:])
    for (number, line) in FileLines(path).enumerated() {
      isWhole = line.isWhole
      let text = String(decoding: line.bytes, as: UTF8.self)
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let parsed = try DatasetLine(text, file: path, line: number + 1)
      // A text that only readers of other formats can read is known by its id alone.
      let document = try? parsed.document(beside: file, file: path, line: number + 1)
      let (id, content) = (parsed.id ?? document?.id, document?.contentHash)
      if let id { ids[id] = known.count }
      if let content { contents[content] = known.count }
      known.append(
        Known(
          id: id ?? "", expected: parsed.expected, content: content ?? "", range: line.range))
    }
    // What is appended is known from then on, too, but stands in no line yet.
    let count = known.count
    var counts = Counts()
    var fresh: [UInt8] = []
    var gone: Set<Int> = []
    try queue.forEachDecided { item in
      guard item.document.images.count < 2 || item.document.input != nil else {
        counts.inPictures.append(item.id)
        return
      }
      let content = item.document.contentHash
      if let place = ids[item.id] ?? contents[content] {
        let twin = known[place]
        if twin.expected == item.record, twin.content == content {
          counts.known += 1
          return
        }
        guard replaces, twin.content == content, place < count else {
          counts.different.append(item.id)
          return
        }
        gone.insert(place)
        counts.replaced += 1
      } else {
        counts.added += 1
      }
      ids[item.id] = known.count
      contents[content] = known.count
      known.append(Known(id: item.id, expected: item.record, content: content, range: 0..<0))
      fresh += try line(item).bytes() + [UInt8(ascii: "\n")]
    }
    guard !fresh.isEmpty else { return counts }
    if !gone.isEmpty {
      let ranges = (0..<count).filter { !gone.contains($0) }.map { known[$0].range }
      try AtomicFile.keep(ranges, of: file)
      isWhole = isWhole || gone.contains(count - 1)
    } else {
      try AtomicFile.checkWritable(file)
    }
    let log = try LogFile(path)
    try log.append((isWhole ? [] : [UInt8(ascii: "\n")]) + fresh)
    try log.close()
    return counts
  }

  /// The line of an item: the document and the record that a person has decided on.
  private func line(_ item: ReviewItem) throws -> JSONValue {
    var line = JSONObject([("id", .string(item.id))])
    if let input = item.document.input {
      line["input"] = .object(input)
    } else if let image = item.document.images.first, item.document.text.isEmpty {
      line["image"] = .string(try write(image))
    } else {
      line["text"] = .string(item.document.text)
    }
    line["expected"] = item.record
    return .object(line)
  }

  /// Puts a picture into a folder beside the data set.
  ///
  /// - Returns: its path from there; the name is made of its content alone.
  private func write(_ image: Document.Image) throws -> String {
    guard let data = Data(base64Encoded: image.base64) else {
      throw FileError(path, "a picture in the queue is damaged")
    }
    let ending = image.mediaType.split(separator: "/").last.map(String.init) ?? "png"
    let safe = ["png", "jpeg", "webp", "gif"].contains(ending) ? ending : "png"
    let file = URL(filePath: path)
    let name =
      "\(file.deletingPathExtension().lastPathComponent).images/"
      + "\(ContentHash.sha256(bytes: Array(data)).prefix(16)).\(safe)"
    let target = file.deletingLastPathComponent().appending(path: name)
    try AtomicFile.replace(target) { try $0.put(Array(data), to: target.relativePath) }
    return name
  }
}
