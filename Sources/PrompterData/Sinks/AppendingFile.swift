import Foundation
import PrompterKit

/// A file that lines are appended to; each append is written at once and whole.
actor AppendingFile {
  private let path: String
  private var log: LogFile?

  init(path: String) {
    self.path = path
  }

  /// Opens the file for appending.
  func open() throws { log = try LogFile(path) }

  /// Appends bytes.
  ///
  /// Throws `FileError` when the disk is full or the file is gone.
  func append(_ bytes: [UInt8]) throws { try log?.append(bytes) }

  /// Makes sure that everything is on the disk.
  func close() throws {
    try log?.close()
    log = nil
  }
}
