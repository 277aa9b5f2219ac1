import Foundation
import PrompterKit

/// The lines of a file or pipe with their numbers, read as they are asked for.
struct LineSequence: Sequence, IteratorProtocol {
  /// A longer line is refused: one document is not larger than this.
  static let maximumLength = 64 << 20

  private let handle: FileHandle
  private let name: String
  private var buffer = Data()
  private var number = 0
  private var isAtEnd = false

  init(handle: FileHandle, name: String) {
    self.handle = handle
    self.name = name
  }

  mutating func next() -> (Int, Result<String, any Error>)? {
    var searched = buffer.startIndex
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[buffer.startIndex..<end]
        buffer.removeSubrange(buffer.startIndex...end)
        return text(line)
      }
      searched = buffer.endIndex
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = Data() }
        return text(buffer)
      }
      if buffer.count > Self.maximumLength {
        isAtEnd = true
        buffer = Data()
        number += 1
        return (
          number, .failure(DataError(file: name, line: number, message: "longer than 64 MiB"))
        )
      }
      let more = (try? handle.read(upToCount: 1 << 18)) ?? Data()
      if more.isEmpty { isAtEnd = true } else { buffer.append(more) }
    }
  }

  private mutating func text(_ line: Data) -> (Int, Result<String, any Error>) {
    number += 1
    var line = line
    if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    guard let text = String(validating: line, as: UTF8.self) else {
      return (number, .failure(DataError(file: name, line: number, message: "not UTF-8 text")))
    }
    return (number, .success(text))
  }
}
