import Foundation
import Glibc

/// A file that is appended to.
///
/// Each append is written at once and whole: it survives the end of the process. The disk is made
/// to keep it half a second later at the latest, one request for all that came meanwhile.
package final class LogFile: Sendable {
  /// How long after an append the disk must have it, in seconds.
  private static let syncDelay = 0.4

  private struct State {
    /// Nil after the end.
    var handle: FileHandle?
    var length: Int
    var isSyncDue = false
  }

  private let path: String
  private let state: Locked<State>

  /// Opens a file, which is made when there is none, for appending.
  ///
  /// - Parameter isExclusive: whether nobody else may have opened it so; a device is for all.
  /// Throws `FileError` when it cannot be written.
  package init(_ path: String, isExclusive: Bool = false) throws {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw FileError(path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isExclusive, isFile, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw FileError(
        path, "another process is at work here; wait until it has ended, or give another output")
    }
    state = Locked(State(handle: handle, length: Int(lseek(descriptor, 0, SEEK_END))))
  }

  /// Appends bytes, or, when they cannot be written as a whole, nothing.
  ///
  /// - Returns: where they are.
  /// Throws `FileError` when the disk is full.
  @discardableResult
  package func append(_ bytes: [UInt8]) throws -> Range<Int> {
    let (place, mustSync) = try state.withLock { state -> Result<(Range<Int>, Bool), FileError> in
      guard let handle = state.handle else { return .failure(FileError(path, "is closed")) }
      do { try handle.put(bytes, to: path) } catch {
        // Half a line would spoil the next one.
        ftruncate(handle.fileDescriptor, state.length)
        return .failure(error as? FileError ?? FileError(path, "cannot be written"))
      }
      let start = state.length
      state.length += bytes.count
      defer { state.isSyncDue = true }
      return .success((start..<state.length, !state.isSyncDue))
    }.get()
    if mustSync {
      DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.syncDelay) {
        [weak self] in self?.synchronize()
      }
    }
    return place
  }

  /// Waits until the disk has everything.
  ///
  /// Throws `FileError` when it cannot.
  package func close() throws {
    let handle = state.withLock { state in
      defer { state.handle = nil }
      return state.handle
    }
    guard let handle else { return }
    defer { try? handle.close() }
    guard fsync(handle.fileDescriptor) == 0 || errno == EINVAL else {
      throw FileError(path, "cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private func synchronize() {
    // The handle is held, so that its descriptor stays the file's while the disk works.
    let handle = state.withLock { state in
      state.isSyncDue = false
      return state.handle
    }
    guard let copy = handle.map({ dup($0.fileDescriptor) }), copy >= 0 else { return }
    fdatasync(copy)
    Glibc.close(copy)
  }
}
