import Foundation

/// Opens files of rows, which are read a piece at a time.
enum RowSource {
  /// The bytes of a file; what was compressed is expanded, UTF-16 with a mark becomes UTF-8.
  ///
  /// Throws `FileError` when it cannot be opened.
  static func open(_ file: URL, name: String, isGzip: Bool) throws -> any ByteSource {
    guard let handle = FileHandle(forReadingAtPath: file.path) else {
      throw FileError(name, "cannot be read")
    }
    return RowBytes(FileSource(handle), isGzip: isGzip)
  }
}

/// Bytes of rows as UTF-8.
private struct RowBytes: ByteSource {
  private enum Kind { case unknown, plain, utf16(isBig: Bool) }

  private let file: FileSource
  private let isGzip: Bool
  private var source: (any ByteSource)?
  private var kind = Kind.unknown
  /// Half a character of the piece before.
  private var rest: [UInt8] = []

  init(_ file: FileSource, isGzip: Bool) {
    self.file = file
    self.isGzip = isGzip
  }

  mutating func next() throws -> [UInt8]? {
    if source == nil { source = isGzip ? try GzipSource(file) : file }
    while var piece = try source?.next() {
      if case .unknown = kind {
        kind = .plain
        if piece.starts(with: [0xFF, 0xFE]) { kind = .utf16(isBig: false) }
        if piece.starts(with: [0xFE, 0xFF]) { kind = .utf16(isBig: true) }
        if case .utf16 = kind { piece.removeFirst(2) }
      }
      guard case .utf16(let isBig) = kind else { return piece }
      let bytes = rest + piece
      var end = bytes.count & ~1
      // The first half of a character that takes two units waits for the second.
      if end >= 2, (0xD8...0xDB).contains(bytes[isBig ? end - 2 : end - 1]) { end -= 2 }
      rest = Array(bytes[end...])
      let text = Array(
        String(decoding: TextEncoding.units(bytes[..<end], isBig: isBig), as: UTF16.self).utf8)
      if !text.isEmpty { return text }
    }
    return nil
  }
}
