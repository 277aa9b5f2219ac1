import Foundation
import Glibc
import PrompterCore

/// A lock on a file that the kernel lets go when the process ends, however it ends.
final class FileLock: Sendable {
  /// Whether others may hold it too.
  enum Mode: Int32 {
    /// Others may.
    case shared = 1  // LOCK_SH
    /// Nobody else.
    case exclusive = 2  // LOCK_EX
  }

  private let descriptor: Int32

  /// Waits for the lock on a thread of its own and takes it.
  ///
  /// The folder is made if need be.
  static func take(_ file: URL, _ mode: Mode) async throws -> FileLock {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try FileLock(file, mode) })
      }
    }
  }

  private init(_ file: URL, _ mode: Mode) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    // Closed on exec: a server that is started must not inherit the lock.
    descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw FileError(file.path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, mode.rawValue) != 0 {
      guard errno == EINTR else {
        let reason = String(cString: strerror(errno))
        close(descriptor)
        throw FileError(file.path, "cannot be locked: \(reason)")
      }
    }
  }

  deinit { close(descriptor) }
}

/// Why a file cannot be used.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path, as the user named it where there was one.
  public let path: String
  /// What is wrong, in words.
  public let message: String
  /// Whether there is no such file: the name is wrong, not what it names.
  public let isMissing: Bool

  /// Makes an error.
  public init(_ path: String, _ message: String, isMissing: Bool = false) {
    self.path = path
    self.message = message
    self.isMissing = isMissing
  }

  /// The file and the fault.
  public var description: String { "\(path): \(message)" }
}
