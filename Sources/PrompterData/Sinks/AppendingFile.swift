import Foundation
import PrompterKit

/// A file that lines are appended to; each append is written at once and whole.
actor AppendingFile {
  private let path: String
  private var handle: FileHandle?

  init(path: String) {
    self.path = path
  }

  /// Replaces the file with a beginning, then opens it for appending.
  func open(beginning: String) throws {
    try AtomicFile.write(beginning, to: URL(filePath: path))
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw FileError(path, "cannot be opened for writing")
    }
    _ = try handle.seekToEnd()
    self.handle = handle
  }

  /// Appends bytes.
  ///
  /// Throws `FileError` when the disk is full or the file is gone.
  func append(_ bytes: [UInt8]) throws { try handle?.put(bytes, to: path) }

  /// Makes sure that everything is on the disk.
  func close() throws {
    try? handle?.synchronize()
    try handle?.close()
    handle = nil
  }
}
