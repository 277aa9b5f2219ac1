public import Foundation
import Glibc
import Synchronization

/// Writes files so that a reader sees the old content or the new, never half of it, whatever
/// happens to the process or the power.
public enum AtomicFile {
  /// Writes text to a file under another name, then renames it.
  ///
  /// Missing folders are made.
  ///
  /// - Parameter isSynchronized: whether it is waited for until the disk has it; without, a loss of
  ///   power within seconds may leave an empty file.
  /// Throws `FileError`; the old file is then as it was, and nothing is left beside it.
  public static func write(_ text: String, to file: URL, isSynchronized: Bool = true) throws {
    try replace(file, isSynchronized: isSynchronized) { handle in
      try handle.put(Array(text.utf8), to: file.relativePath)
    }
  }

  /// The same for content that a body writes piece by piece.
  package static func replace(
    _ file: URL, isSynchronized: Bool = true, _ body: (FileHandle) throws -> Void
  ) throws {
    try make(file, isSynchronized: isSynchronized, body) { fresh in
      guard rename(fresh, file.path) == 0 else { throw fault(file) }
    }
  }

  /// Writes text to a file that must not be there yet.
  ///
  /// - Returns: whether it was written; a file that is there stays as it is.
  /// Throws `FileError`; nothing is left beside it then.
  package static func create(_ text: String, at file: URL) throws -> Bool {
    var isNew = true
    try make(file, isSynchronized: true) { handle in
      try handle.put(Array(text.utf8), to: file.relativePath)
    } placing: { fresh in
      // A link, unlike a new name, never takes the place of another file.
      if link(fresh, file.path) != 0 {
        isNew = errno != EEXIST && access(file.path, F_OK) != 0
        // Not every file system has links.
        guard isNew else { return }
        guard rename(fresh, file.path) == 0 else { throw fault(file) }
      }
    }
    return isNew
  }

  /// Writes a file under another name and has it placed.
  private static func make(
    _ file: URL, isSynchronized: Bool, _ body: (FileHandle) throws -> Void,
    placing place: (_ fresh: String) throws -> Void
  ) throws {
    let folder = file.deletingLastPathComponent()
    let number = count.add(1, ordering: .relaxed).newValue
    let fresh = folder.appending(
      path: ".\(file.lastPathComponent).\(getpid())-\(number)\(unfinished)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(file.relativePath, "cannot be written: \(reason(error))")
    }
    let descriptor = open(fresh.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw fault(file) }
    // Of what was placed by a new name, nothing is left here.
    defer { unlink(fresh.path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try body(handle)
    if isSynchronized, fsync(descriptor) != 0 { throw fault(file) }
    try handle.close()
    try place(fresh.path)
    if isSynchronized { synchronize(folder) }
  }

  /// How the names of files end that are being written.
  private static let unfinished = ".new"
  /// How many files this process has begun to write: of two that write one file, each has its own.
  private static let count = Atomic<Int>(0)

  /// Removes what processes that were killed have left of their attempts to write a file.
  ///
  /// Call it only while nobody else may write the file.
  package static func removeLeftovers(of file: URL) {
    let folder = file.deletingLastPathComponent()
    let start = ".\(file.lastPathComponent)."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(start) && name.hasSuffix(unfinished) {
      let process = name.dropFirst(start.count).dropLast(unfinished.count)
      guard !process.isEmpty, process.allSatisfy({ $0.isNumber || $0 == "-" }) else { continue }
      unlink(folder.appending(path: name).path)
    }
  }

  /// Has the disk keep the names in a folder; not every file system can, and none must.
  private static func synchronize(_ folder: URL) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// What the last call to the system said.
  private static func fault(_ file: URL) -> FileError {
    FileError(file.relativePath, "cannot be written: \(String(cString: strerror(errno)))")
  }

  /// Checks that a file could be written, before anything is paid for.
  ///
  /// Throws `FileError` when its folder cannot be made or written.
  public static func checkWritable(_ file: URL) throws {
    let folder = file.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(file.relativePath, "cannot be written: \(reason(error))")
    }
    let probe = folder.appending(path: ".\(file.lastPathComponent).\(getpid()).probe")
    let descriptor = open(probe.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw fault(file) }
    close(descriptor)
    unlink(probe.path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue
    {
      throw FileError(file.relativePath, "is a folder")
    }
  }

  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError,
      cause.domain == NSPOSIXErrorDomain
    {
      return String(cString: strerror(Int32(cause.code)))
    }
    return error.localizedDescription
  }
}
