public import Foundation
import Glibc

/// Writes files so that a reader sees the old content or the new, never half of it.
public enum AtomicFile {
  /// Writes text to a file under another name, then renames it.
  ///
  /// Missing folders are made.
  ///
  /// Throws `FileError`; the old file is then as it was, and nothing is left beside it.
  public static func write(_ text: String, to file: URL) throws {
    let folder = file.deletingLastPathComponent()
    let fresh = folder.appending(path: ".\(file.lastPathComponent).\(getpid()).new")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: fresh)
    } catch {
      try? FileManager.default.removeItem(at: fresh)
      throw FileError(file.relativePath, "cannot be written: \(reason(error))")
    }
    guard rename(fresh.path, file.path) == 0 else {
      let reason = String(cString: strerror(errno))
      try? FileManager.default.removeItem(at: fresh)
      throw FileError(file.relativePath, "cannot be written: \(reason)")
    }
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
    guard descriptor >= 0 else {
      throw FileError(file.relativePath, "cannot be written: \(String(cString: strerror(errno)))")
    }
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
