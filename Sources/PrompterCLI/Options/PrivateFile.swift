import Foundation

/// Files that nobody but their owner may read.
enum PrivateFile {
  /// Makes an empty file of a path, unless there is one.
  ///
  /// What keeps it from being made is said by whoever opens it then.
  static func make(_ path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }
}
