import Foundation

/// The rows of CSV text (RFC 4180): quoted cells may hold separators, quotes and line breaks.
///
/// A file is read a piece at a time. A cell that is not UTF-8 is Windows-1252, as spreadsheets write.
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
    /// Why nothing more can be read after it; nil when there is no such reason.
    let fault: DocumentFault?
  }

  /// A longer row ends the file.
  static let maximumLength = 64 << 20
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private var source: (any ByteSource)?
  private let separator: UInt8
  private var bytes: [UInt8]
  /// Where the bytes begin in the file, and what comes next in the bytes.
  private var (offset, position) = (0, 0)
  private var line = 1
  private var isComplete = true
  private var fault: DocumentFault?

  init(_ text: String, separator: UInt8 = UInt8(ascii: ",")) {
    source = nil
    self.separator = separator
    bytes = Array(text.utf8)
  }

  init(_ source: any ByteSource, separator: UInt8 = UInt8(ascii: ",")) {
    self.source = source
    self.separator = separator
    bytes = []
  }

  init(_ handle: FileHandle) { self.init(FileSource(handle)) }

  /// The next row.
  mutating func next() -> Row? {
    dropRead()
    guard peek() != nil else {
      guard let fault else { return nil }
      defer { self.fault = nil }
      return Row(
        line: line, range: position..<position, cells: [], isComplete: true, hasEnd: false,
        fault: fault)
    }
    let first = offset + position
    if first == 0, peek(2) != nil, bytes.starts(with: Self.byteOrderMark) { position = 3 }
    isComplete = true
    let start = line
    var cells: [String] = []
    while true {
      cells.append(cell())
      guard peek() == separator else { break }
      position += 1
    }
    let hasEnd = skipLineEnd()
    return Row(
      line: start, range: first..<(offset + position), cells: cells, isComplete: isComplete,
      hasEnd: hasEnd, fault: nil)
  }

  /// Lets go of what was read, once for each piece of the file and not once a row.
  private mutating func dropRead() {
    guard source != nil, position >= 1 << 18 else { return }
    offset += position
    bytes.removeSubrange(..<position)
    position = 0
  }

  /// The byte so many places ahead; nil at the end.
  private mutating func peek(_ distance: Int = 0) -> UInt8? {
    let place = position + distance
    while place >= bytes.count {
      guard source != nil, fault == nil else { return nil }
      do {
        guard bytes.count <= Self.maximumLength else {
          throw DocumentFault(.tooLarge, "a row is longer than \(Self.maximumLength >> 20) MiB")
        }
        guard let more = try source?.next() else { return nil }
        bytes.append(contentsOf: more)
      } catch {
        fault = error as? DocumentFault ?? DocumentFault(.unreadable, "\(error)")
        return nil
      }
    }
    return bytes[place]
  }

  private mutating func cell() -> String {
    var cell: [UInt8] = []
    guard peek() == UInt8(ascii: "\"") else {
      while let byte = peek(), !ends(byte) {
        cell.append(byte)
        position += 1
      }
      return TextEncoding.eightBit(cell[...])
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
    while let byte = peek(), !ends(byte) {
      cell.append(byte)
      position += 1
    }
    return TextEncoding.eightBit(cell[...])
  }

  private func ends(_ byte: UInt8) -> Bool {
    byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func skipLineEnd() -> Bool {
    if peek() == UInt8(ascii: "\r") { position += 1 }
    guard peek() == UInt8(ascii: "\n") else { return false }
    position += 1
    line += 1
    return true
  }
}
