public import Foundation
public import PrompterCore

/// Keeps what a search decides in a file of JSON lines beside its artifact.
///
/// The file is written anew by each run: a run that is started again takes the same path, and what
/// was asked before comes from the completion cache.
public final class JournalFile: Sendable {
  private let handle: Locked<FileHandle>

  /// Makes the file.
  ///
  /// Throws `FileError` when it cannot be written.
  public init(_ file: URL) throws {
    try AtomicFile.write("", to: file)
    guard let handle = FileHandle(forWritingAtPath: file.path) else {
      throw FileError(file.relativePath, "cannot be opened for writing")
    }
    self.handle = Locked(handle)
  }

  /// A journal that writes into the file and tells someone else as well.
  public func journal(telling other: Journal = Journal()) -> Journal {
    Journal { event in
      let line = Data((event.text() + "\n").utf8)
      // The search goes on without its journal when the disk is full.
      self.handle.withLock { handle in try? handle.write(contentsOf: line) }
      other.write(event)
    }
  }
}
