import Foundation
import Glibc
import PrompterKit

/// Hears from the system (inotify) what happens to the files in some folders.
final class FolderEvents {
  /// What happened in a folder.
  struct Event {
    /// The number of the folder's watch; -1 when events were lost.
    let watch: Int32
    let kinds: UInt32
    /// The name in the folder; empty when it is about the folder itself.
    let name: [UInt8]

    func has(_ kind: Int32) -> Bool { kinds & UInt32(bitPattern: kind) != 0 }
    /// Whether it is about a folder.
    var isFolder: Bool { kinds & 0x4000_0000 != 0 }
  }

  private let descriptor: Int32

  /// Throws `FileError` when the system gives no more of these.
  init(_ name: String) throws {
    descriptor = inotify_init1(Int32(O_NONBLOCK) | Int32(O_CLOEXEC))
    guard descriptor >= 0 else {
      throw FileError(name, "cannot be watched: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Watches a folder: files that are closed after writing, and whatever is moved in or out or made.
  ///
  /// - Returns: the number of the watch, or why there is none.
  func watch(_ folder: FilePath) -> Result<Int32, WatchFailure> {
    let kinds = UInt32(
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF)
    let onlyFolders: UInt32 = 0x0100_0000
    let number = folder.withPointer { inotify_add_watch(descriptor, $0, kinds | onlyFolders) }
    guard number < 0 else { return .success(number) }
    let reason =
      errno == ENOSPC
      ? "the system watches no more folders; raise fs.inotify.max_user_watches"
      : String(cString: strerror(errno))
    return .failure(WatchFailure(reason: reason))
  }

  /// Why a folder cannot be watched.
  struct WatchFailure: Error {
    let reason: String
  }

  /// Stops watching.
  func leave(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

  /// What has happened, in order; waits so many milliseconds for the first event.
  func next(within milliseconds: Int32) -> [Event] {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return [] }
    let size = 1 << 16
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, size))
    }
    return Self.events(bytes)
  }

  /// Reads events as the system writes them: four numbers of 32 bits (watch, kinds, a cookie, the
  /// length of the name), then the name with zeros behind it.
  static func events(_ bytes: [UInt8]) -> [Event] {
    var events: [Event] = []
    var place = 0
    bytes.withUnsafeBytes { bytes in
      func number(_ offset: Int) -> UInt32 {
        bytes.loadUnaligned(fromByteOffset: place + offset, as: UInt32.self)
      }
      while place + 16 <= bytes.count {
        let length = Int(number(12))
        guard place + 16 + length <= bytes.count else { break }
        events.append(
          Event(
            watch: Int32(bitPattern: number(0)), kinds: number(4),
            name: Array(bytes[(place + 16)..<(place + 16 + length)].prefix { $0 != 0 })))
        place += 16 + length
      }
    }
    return events
  }
}
