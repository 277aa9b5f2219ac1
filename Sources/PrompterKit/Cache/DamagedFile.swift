import Foundation
import Glibc
import PrompterCore

/// What tells a file apart from another one of the same name.
struct FileIdentity: Hashable, Sendable {
  private let device: dev_t
  private let number: ino_t
  /// Whether it is a plain file.
  let isFile: Bool

  /// Looks at a file, symbolic links followed; nil when there is none.
  init?(_ file: URL) {
    var information = stat()
    guard stat(file.path, &information) == 0 else { return nil }
    device = information.st_dev
    number = information.st_ino
    isFile = information.st_mode & S_IFMT == S_IFREG
  }
}

/// Puts a damaged database out of the way, without losing it or anything else.
enum DamagedFile {
  /// Renames a database and its log to the first free name of `FILE.damaged-1`, `-2`, ….
  ///
  /// Another process may have done so already; `identity` says which file is meant.
  ///
  /// - Returns: where it is now; nil when the file is no longer there, or is another one.
  /// Throws `FileError` when the folder cannot be changed.
  static func setAside(_ file: URL, ifStill identity: FileIdentity?) throws -> URL? {
    guard let current = FileIdentity(file), identity == nil || identity == current else {
      return nil
    }
    for number in 1...9_999 {
      let aside = URL(filePath: file.path + ".damaged-\(number)")
      guard claim(aside, for: file) else {
        guard errno == EEXIST else { break }
        continue
      }
      // The log first: a fresh database must never find the log of another one.
      rename(file.path + "-wal", aside.path + "-wal")
      unlink(file.path + "-shm")
      guard unlink(file.path) == 0 || errno == ENOENT else { break }
      return aside
    }
    let reason = String(cString: strerror(errno))
    throw FileError(file.relativePath, "it is damaged and cannot be set aside: \(reason)")
  }

  /// Gives the file a second name that nobody has; where files have but one, renames it.
  private static func claim(_ aside: URL, for file: URL) -> Bool {
    if link(file.path, aside.path) == 0 { return true }
    guard errno == EPERM || errno == ENOTSUP else { return false }
    guard FileIdentity(aside) == nil else {
      errno = EEXIST
      return false
    }
    return rename(file.path, aside.path) == 0
  }
}

/// Keeps the processes that open, or set aside, a file of a folder from doing so at one time.
enum FolderLock {
  /// How often, and after how many microseconds, a lock that is taken is tried again.
  private static let attempts = (count: 1_000, pause: UInt32(10_000))

  /// Runs a body while no other process does; after ten seconds, or where folders cannot be
  /// locked, all the same.
  static func holding<Result>(_ folder: URL, _ body: () throws -> Result) rethrows -> Result {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    for _ in 0..<attempts.count {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { break }
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      usleep(attempts.pause)
    }
    return try body()
  }
}
