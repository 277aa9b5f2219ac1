import Foundation

/// The commit that a working folder is at, for records of what was measured with.
public enum WorkingCommit {
  /// The commit of the repository that holds a folder; nil outside of one.
  ///
  /// Only files of Git are read; it need not be installed.
  ///
  /// - Parameter folder: the process's own when nil.
  public static func find(from folder: String? = nil) -> String? {
    let start = folder ?? FileManager.default.currentDirectoryPath
    var folder = URL(filePath: start, directoryHint: .isDirectory).standardizedFileURL
    for _ in 0..<64 {
      let git = folder.appending(path: ".git")
      if FileManager.default.fileExists(atPath: git.path) { return commit(in: git) }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      guard parent.path != folder.path, folder.path != "/" else { return nil }
      folder = parent
    }
    return nil
  }

  private static func commit(in git: URL) -> String? {
    guard let head = text(git.appending(path: "HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return checked(head) }
    let name = String(head.dropFirst(5))
    // The name comes from a file: it must not lead out of the folder.
    guard name.hasPrefix("refs/"), !name.contains("..") else { return nil }
    if let loose = text(git.appending(path: name)) { return checked(loose) }
    let packed = text(git.appending(path: "packed-refs"))?.split(separator: "\n")
    let line = packed?.first { $0.hasSuffix(" \(name)") }
    return line.flatMap { checked(String($0.prefix { $0 != " " })) }
  }

  private static func text(_ file: URL) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    let bytes = try? handle.read(upToCount: 4_000_000)
    return bytes.map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  private static func checked(_ hash: String) -> String? {
    (40...64).contains(hash.utf8.count) && hash.allSatisfy(\.isHexDigit) ? hash : nil
  }
}
