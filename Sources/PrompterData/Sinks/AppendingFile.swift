import Foundation
import PrompterKit

/// A file that lines are appended to; each append is written at once and whole.
actor AppendingFile {
  private let path: String
  private var log: LogFile?

  init(path: String) {
    self.path = path
  }

  /// Opens the file for appending, when what stood in it was put in order.
  ///
  /// Throws `FileError` when another process writes it, and what `order` throws.
  func open<Result: Sendable>(after order: @Sendable () throws -> Result) throws -> Result {
    try close()
    let isThere = FileManager.default.fileExists(atPath: path)
    let held = isThere ? try LogFile(path, isExclusive: true) : nil
    let result = try order()
    try held?.close()
    // Perhaps another file by now, which took its place.
    log = try LogFile(path, isExclusive: true)
    return result
  }

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
