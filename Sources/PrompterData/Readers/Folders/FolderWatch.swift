import Foundation
import Glibc
import PrompterKit

/// The documents in and below a folder: first those that are there, then those that come, for as
/// long as the task is not cancelled.
///
/// A file counts when it is closed after writing, moved in or linked. One that is being written, or is
/// empty, is left alone until then.
struct FolderWatch: Sequence, IteratorProtocol {
  private let folder: FilePath
  private let name: String
  private let reading: DocumentReading
  private let events: FolderEvents
  /// The watched folders, by their paths below the first one.
  private var folders: [Int32: FilePath] = [:]
  /// Folders whose files are still to be found, with their paths below the first one.
  private var walks: [(below: FilePath, walk: FolderWalk)] = []
  /// What is to be read next.
  private var waiting: [FilePath] = []
  /// Links to files that someone was writing: under another name, so that nobody will say when they
  /// are closed.
  private var unfinishedLinks: [FilePath] = []
  private var isOver = false

  /// Begins to watch.
  ///
  /// Throws `FileError` when it is no folder, or cannot be watched.
  init(_ name: String, reading: DocumentReading = DocumentReading()) throws {
    self.name = name
    self.reading = reading
    folder = FilePath(name)
    events = try FolderEvents(name)
    // Who opens a file for writing while it is asked whether someone does so makes this signal.
    signal(SIGIO, SIG_IGN)
    switch events.watch(folder) {
    case .success(let number): folders[number] = FilePath([])
    case .failure(let failure): throw FileError(name, "cannot be watched: \(failure.reason)")
    }
    walks = [(FilePath([]), FolderWalk(folder))]
  }

  /// The next document; nil when the task is cancelled, or the folder is gone.
  mutating func next() -> Result<Document, any Error>? {
    while !isOver, !Task.isCancelled {
      let isIdle = waiting.isEmpty && walks.isEmpty
      hear(within: isIdle ? 100 : 0)
      if isOver { return .failure(FileError(name, "the folder is gone", isMissing: true)) }
      if isIdle {
        waiting += unfinishedLinks
        unfinishedLinks = []
      }
      if !waiting.isEmpty {
        if let document = read(waiting.removeFirst()) { return document }
        continue
      }
      if let found = walk() { return found }
    }
    return nil
  }

  /// Goes one step on in a folder; nil when that finds no document.
  private mutating func walk() -> Result<Document, any Error>? {
    guard let below = walks.last?.below else { return nil }
    guard let item = walks[walks.count - 1].walk.next() else {
      walks.removeLast()
      return nil
    }
    switch item {
    case .file(let path): return read(below.appending(path.bytes))
    case .unreadable(let path, let message):
      return failure(below.appending(path.bytes), message)
    case .folder(let path):
      // Watched before it is listed: nothing comes in between.
      let place = path.bytes.isEmpty ? below : below.appending(path.bytes)
      switch events.watch(self.path(of: place)) {
      case .success(let number):
        folders[number] = place
        return nil
      case .failure(let failure):
        return self.failure(place, "cannot be watched: \(failure.reason)")
      }
    }
  }

  private func path(of below: FilePath) -> FilePath {
    below.bytes.isEmpty ? folder : folder.appending(below.bytes)
  }

  private func failure(_ below: FilePath, _ message: String) -> Result<Document, any Error> {
    .failure(DocumentError(id: below.text + "/", .unreadable, message))
  }

  private mutating func hear(within milliseconds: Int32) {
    for event in events.next(within: milliseconds) {
      guard event.watch >= 0 else {
        // Events were lost: everything is looked at again, and what is known is told apart later.
        walks = [(FilePath([]), FolderWalk(folder))]
        continue
      }
      guard let below = folders[event.watch] else { continue }
      if event.has(IN_DELETE_SELF) || event.has(IN_MOVE_SELF) && below.bytes.isEmpty {
        folders[event.watch] = nil
        if below.bytes.isEmpty { isOver = true }
        continue
      }
      guard let first = event.name.first, first != UInt8(ascii: ".") else { continue }
      let place = below.appending(event.name)
      guard event.isFolder else {
        // A link is never closed after writing.
        let isNew =
          event.has(IN_CLOSE_WRITE) || event.has(IN_MOVED_TO)
          || event.has(IN_CREATE) && Self.isLink(path(of: place))
        if isNew { waiting.append(place) }
        continue
      }
      if event.has(IN_MOVED_FROM) { leave(place) }
      if event.has(IN_CREATE) || event.has(IN_MOVED_TO) {
        walks.insert((place, FolderWalk(path(of: place))), at: 0)
      }
    }
  }

  /// A folder has gone elsewhere, with those in it.
  private mutating func leave(_ place: FilePath) {
    let below = place.bytes + [UInt8(ascii: "/")]
    for (number, path) in folders where path == place || path.bytes.starts(with: below) {
      events.leave(number)
      folders[number] = nil
    }
    walks.removeAll { $0.below == place || $0.below.bytes.starts(with: below) }
  }

  /// The document of a file; nil when it is none, or not yet.
  private mutating func read(_ below: FilePath) -> Result<Document, any Error>? {
    let id = below.text
    guard let (format, isGzip) = FileFormat.of(name: id), !format.hasRows,
      format != .image || reading.seesPictures
    else { return nil }
    let path = path(of: below)
    switch Self.progress(of: path) {
    case .finished: break
    case .empty: return nil
    case .written:
      if Self.isLink(path) { unfinishedLinks.append(below) }
      return nil
    }
    let file = OneDocument(path, id: id, format: format, isGzip: isGzip, reading: reading)
    return Result { try file.document() }
  }

  /// Whether a path is another name of a file that has one already.
  private static func isLink(_ path: FilePath) -> Bool {
    var target = stat()
    guard path.withPointer({ stat($0, &target) }) == 0, target.st_mode & S_IFMT == S_IFREG else {
      return false
    }
    var own = stat()
    guard path.withPointer({ lstat($0, &own) }) == 0 else { return false }
    return own.st_mode & S_IFMT == S_IFLNK || own.st_nlink > 1
  }

  /// How far a file is.
  private enum Progress {
    case empty, written, finished
  }

  /// Whether someone has the file open for writing, or has written nothing yet.
  ///
  /// The system grants a lease for reading only when nobody writes. Where there are no leases, as for
  /// files of others, a file counts as finished.
  private static func progress(of path: FilePath) -> Progress {
    let (setLease, readLock, unlock) = (Int32(1_024), Int32(F_RDLCK), Int32(F_UNLCK))
    let descriptor = path.withPointer { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
    // What cannot be opened is a failure that its reader tells.
    guard descriptor >= 0 else { return errno == ENOENT ? .empty : .finished }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      return .finished
    }
    if information.st_size == 0 { return .empty }
    guard fcntl(descriptor, setLease, readLock) == 0 else {
      return errno == EAGAIN ? .written : .finished
    }
    _ = fcntl(descriptor, setLease, unlock)
    return .finished
  }
}
