import Foundation

/// The rows of CSV text (RFC 4180): quoted cells may hold commas, quotes and line breaks.
///
/// A file is read a piece at a time.
struct CSVRows: Sequence, IteratorProtocol {
  /// A row.
  struct Row {
    /// The line that it begins in.
    let line: Int
    /// Its bytes, its line end included.
    let range: Range<Int>
    let cells: [String]
    /// Whether its last quote is closed.
    let isComplete: Bool
    /// Whether it ends with a line end.
    let hasEnd: Bool
    /// Whether it is UTF-8 text; what is not was replaced.
    let isText: Bool
  }

  /// A longer row ends the file.
  static let maximumLength = 64 << 20
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let handle: FileHandle?
  private var bytes: [UInt8]
  /// Where the bytes begin in the file, and what comes next in the bytes.
  private var (offset, position) = (0, 0)
  private var line = 1
  private var isComplete = true
  private var isText = true

  init(_ text: String) {
    handle = nil
    bytes = Array(text.utf8)
  }

  init(_ handle: FileHandle) {
    self.handle = handle
    bytes = []
  }

  /// The next row.
  mutating func next() -> Row? {
    dropRead()
    guard peek() != nil else { return nil }
    let first = offset + position
    if first == 0, peek(2) != nil, bytes.starts(with: Self.byteOrderMark) { position = 3 }
    (isText, isComplete) = (true, true)
    let start = line
    var cells: [String] = []
    while true {
      cells.append(cell())
      guard peek() == UInt8(ascii: ",") else { break }
      position += 1
    }
    let hasEnd = skipLineEnd()
    return Row(
      line: start, range: first..<(offset + position), cells: cells, isComplete: isComplete,
      hasEnd: hasEnd, isText: isText)
  }

  /// Lets go of what was read, once for each piece of the file and not once a row.
  private mutating func dropRead() {
    guard handle != nil, position >= 1 << 18 else { return }
    offset += position
    bytes.removeSubrange(..<position)
    position = 0
  }

  /// The byte so many places ahead; nil at the end.
  private mutating func peek(_ distance: Int = 0) -> UInt8? {
    let place = position + distance
    while place >= bytes.count {
      guard let handle, bytes.count <= Self.maximumLength,
        let more = try? handle.read(upToCount: 1 << 18), !more.isEmpty
      else { return nil }
      bytes.append(contentsOf: more)
    }
    return bytes[place]
  }

  private mutating func cell() -> String {
    var cell: [UInt8] = []
    guard peek() == UInt8(ascii: "\"") else {
      while let byte = peek(), !Self.ends(byte) {
        cell.append(byte)
        position += 1
      }
      return text(cell)
    }
    position += 1
    isComplete = false
    while let byte = peek() {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard peek() == UInt8(ascii: "\"") else {
          isComplete = true
          break
        }
        position += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      cell.append(byte)
    }
    // What follows the closing quote should not be there; it is kept rather than lost.
    while let byte = peek(), !Self.ends(byte) {
      cell.append(byte)
      position += 1
    }
    return text(cell)
  }

  private mutating func text(_ cell: [UInt8]) -> String {
    if let text = String(validating: cell, as: UTF8.self) { return text }
    isText = false
    return String(decoding: cell, as: UTF8.self)
  }

  private static func ends(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func skipLineEnd() -> Bool {
    if peek() == UInt8(ascii: "\r") { position += 1 }
    guard peek() == UInt8(ascii: "\n") else { return false }
    position += 1
    line += 1
    return true
  }
}
