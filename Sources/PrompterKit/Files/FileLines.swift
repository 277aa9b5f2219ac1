package import Foundation
import Glibc
package import PrompterCore

/// The lines of a file as bytes, with where they are, read a piece at a time.
package struct FileLines: Sequence, IteratorProtocol {
  /// A line.
  package struct Line {
    /// Where it is in the file, its end included.
    package let range: Range<Int>
    /// What it says, without its end.
    package let bytes: ArraySlice<UInt8>
    /// Whether it has an end; one that was cut off has none.
    package let isWhole: Bool

    /// The JSON of the line; nil when it was cut off or is none.
    package var json: JSONValue? { isWhole ? try? JSONParser.parse(Array(bytes)) : nil }
  }

  /// A longer line ends the file.
  private static let maximumLength = 128 << 20

  private let handle: FileHandle?
  private var buffer: [UInt8] = []
  /// Where the buffer begins in the file, and the next line in the buffer.
  private var (offset, start) = (0, 0)
  private var isAtEnd = false

  /// Opens a file; one that cannot be read has no lines.
  package init(_ path: String) { handle = FileHandle(forReadingAtPath: path) }

  package mutating func next() -> Line? {
    var searched = start
    while true {
      if let end = lineEnd(from: searched) {
        defer { start = end + 1 }
        return Line(
          range: (offset + start)..<(offset + end + 1), bytes: buffer[start..<end], isWhole: true)
      }
      if isAtEnd || buffer.count - start > Self.maximumLength {
        guard start < buffer.count else { return nil }
        defer { (start, isAtEnd) = (buffer.count, true) }
        return Line(
          range: (offset + start)..<(offset + buffer.count), bytes: buffer[start...],
          isWhole: false)
      }
      offset += start
      buffer.removeSubrange(..<start)
      start = 0
      searched = buffer.count
      let more = (try? handle?.read(upToCount: 1 << 18)) ?? Data()
      if more.isEmpty { isAtEnd = true } else { buffer.append(contentsOf: more) }
    }
  }

  private func lineEnd(from index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, index < bytes.count,
        let found = memchr(base + index, 0x0A, bytes.count - index)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }
}

extension AtomicFile {
  /// Replaces a file with a beginning and some parts of what it holds now.
  ///
  /// - Parameter ranges: the bytes that stay, in their order.
  /// Throws `FileError`; the file is then as it was.
  package static func keep(
    _ ranges: some Sequence<Range<Int>>, of file: URL, after beginning: [UInt8] = []
  ) throws {
    let source = FileHandle(forReadingAtPath: file.path)
    defer { try? source?.close() }
    try replace(file) { target in
      try target.put(beginning, to: file.relativePath)
      guard let source else { return }
      for range in ranges {
        try source.seek(toOffset: UInt64(range.lowerBound))
        var left = range.count
        while left > 0, let bytes = try source.read(upToCount: min(left, 1 << 20)), !bytes.isEmpty {
          try target.put(Array(bytes), to: file.relativePath)
          left -= bytes.count
        }
      }
    }
  }
}
