import Foundation
import Glibc
import PrompterKit

/// The lines of a file or pipe with their numbers, read as they are asked for.
struct LineSequence: Sequence, IteratorProtocol {
  /// A longer line is refused: one document is not larger than this.
  static let maximumLength = 64 << 20

  private var source: any ByteSource
  private let name: String
  private var buffer: [UInt8] = []
  /// Where the next line begins in the buffer.
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  init(_ source: any ByteSource, name: String) {
    self.source = source
    self.name = name
  }

  init(handle: FileHandle, name: String) { self.init(FileSource(handle), name: name) }

  mutating func next() -> (Int, Result<String, any Error>)? {
    var searched = start
    while true {
      if let end = lineEnd(from: searched) {
        defer { start = end + 1 }
        return text(buffer[start..<end])
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return text(buffer[start...])
      }
      if buffer.count - start > Self.maximumLength {
        isAtEnd = true
        buffer = []
        start = 0
        number += 1
        return (
          number, .failure(DataError(file: name, line: number, message: "longer than 64 MiB"))
        )
      }
      // What was read is dropped once for each piece of the file, not once a line.
      buffer.removeSubrange(..<start)
      start = 0
      searched = buffer.count
      do {
        if let more = try source.next() { buffer.append(contentsOf: more) } else { isAtEnd = true }
      } catch {
        // What came before the fault is no whole line.
        (isAtEnd, buffer) = (true, [])
        number += 1
        let message = (error as? DocumentFault)?.message ?? "\(error)"
        return (number, .failure(DataError(file: name, line: number, message: message)))
      }
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

  private mutating func text(_ line: ArraySlice<UInt8>) -> (Int, Result<String, any Error>) {
    number += 1
    var line = line
    if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    guard let text = String(validating: line, as: UTF8.self) else {
      return (number, .failure(DataError(file: name, line: number, message: "not UTF-8 text")))
    }
    return (number, .success(text))
  }
}
