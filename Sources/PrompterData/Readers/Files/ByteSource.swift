import Foundation
import Glibc

/// Bytes that come in pieces.
protocol ByteSource {
  /// The next piece, never empty; nil at the end.
  ///
  /// Throws `DocumentFault`.
  mutating func next() throws -> [UInt8]?
}

/// The bytes of a file or pipe: of a pipe as much as was written, not only whole pieces.
struct FileSource: ByteSource {
  private static let pieceSize = 1 << 18

  let handle: FileHandle

  init(_ handle: FileHandle) { self.handle = handle }

  mutating func next() throws -> [UInt8]? {
    guard waitForMore() else { return nil }
    let descriptor = handle.fileDescriptor
    var fault: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { bytes, count in
      var got = read(descriptor, bytes.baseAddress, Self.pieceSize)
      while got < 0, errno == EINTR { got = read(descriptor, bytes.baseAddress, Self.pieceSize) }
      if got < 0 { fault = errno }
      count = max(0, got)
    }
    guard fault == 0 else {
      throw DocumentFault(.unreadable, "cannot be read: \(String(cString: strerror(fault)))")
    }
    return piece.isEmpty ? nil : piece
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
}
