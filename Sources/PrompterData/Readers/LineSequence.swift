import Foundation
import Glibc
import PrompterKit

/// The lines of a file or pipe with their numbers, read as they are asked for.
struct LineSequence: Sequence, IteratorProtocol {
  /// A longer line is refused: one document is not larger than this.
  static let maximumLength = 64 << 20

  private let handle: FileHandle
  private let name: String
  private var buffer: [UInt8] = []
  /// Where the next line begins in the buffer.
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  init(handle: FileHandle, name: String) {
    self.handle = handle
    self.name = name
  }

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
      guard waitForMore() else { return nil }
      readMore()
    }
  }

  /// Waits until there is something to read, or the end; false when the task is cancelled before:
  /// a pipe may stay silent for ever.
  private func waitForMore() -> Bool {
    var descriptor = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, 100) == 0 {
      if Task.isCancelled { return false }
    }
    return true
  }

  /// Reads what there is: of a pipe as much as was written, not only whole pieces.
  private mutating func readMore() {
    let size = 1 << 18
    let descriptor = handle.fileDescriptor
    let more = [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      var got = read(descriptor, bytes.baseAddress, size)
      while got < 0, errno == EINTR { got = read(descriptor, bytes.baseAddress, size) }
      count = Swift.max(0, got)
    }
    if more.isEmpty { isAtEnd = true } else { buffer.append(contentsOf: more) }
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
