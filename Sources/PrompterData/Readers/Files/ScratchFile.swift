import Foundation
import Glibc

/// A temporary file without a name: it is gone when nobody holds it any more.
enum ScratchFile {
  /// Makes one; nil when the system does not let it.
  static func make() -> FileHandle? {
    // mkstemp writes a name of its own over the last six letters.
    let name = "prompter-" + String(repeating: "X", count: 6)
    var path = Array(
      FileManager.default.temporaryDirectory.appending(path: name).path.utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return nil }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
