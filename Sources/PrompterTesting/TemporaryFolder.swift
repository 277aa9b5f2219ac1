public import Foundation

/// A folder for the files of one test; it deletes itself, and all in it, when it is let go.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let url: URL

  /// Makes an empty folder in the system's folder for temporary files.
  ///
  /// Throws what the file system throws.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("prompter-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Its path, without a slash at the end.
  public var path: String { url.path }

  /// The path of a file in it, which need not exist.
  public func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file, making folders on the way to it.
  ///
  /// Throws what the file system throws.
  /// - Returns: the file's path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// The text of a file.
  ///
  /// Throws when there is no such file.
  public func read(_ name: String) throws -> String {
    try String(decoding: Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }
}
