import Foundation
import Glibc

/// The files below a folder, in the order of their paths' bytes, found one folder at a time.
///
/// Names that begin with a dot are left out. A link to a folder outside is followed, one to a folder
/// below is not, because that is reached anyway, and no folder is entered twice: so no circle of
/// links can hold the walk.
struct FolderWalk: Sequence, IteratorProtocol {
  /// What is found.
  enum Item {
    /// A folder whose files come next, by its path below the first one, which is empty.
    case folder(FilePath)
    /// A file, by its path below the folder.
    case file(FilePath)
    /// A folder that cannot be read, and why.
    case unreadable(FilePath, String)
  }

  private struct Entry {
    let path: FilePath
    let isFolder: Bool
    var isAnnounced = false

    /// A folder stands where the paths below it do.
    var sortKey: [UInt8] { path.bytes + (isFolder ? [UInt8(ascii: "/")] : []) }
  }

  private struct Identity: Hashable {
    let device: UInt
    let file: UInt

    init(_ information: stat) {
      device = UInt(information.st_dev)
      file = UInt(information.st_ino)
    }
  }

  private let root: FilePath
  /// The folder's own path without links, with a slash at its end.
  private let realRoot: [UInt8]
  private var waiting: [Entry]
  private var entered: Set<Identity> = []

  /// Begins a walk; a folder that is not there is unreadable.
  init(_ root: FilePath) {
    self.root = root
    realRoot = Self.realPath(root).map { $0 + [UInt8(ascii: "/")] } ?? []
    waiting = [Entry(path: FilePath([]), isFolder: true)]
  }

  mutating func next() -> Item? {
    while var entry = waiting.popLast() {
      guard entry.isFolder else { return .file(entry.path) }
      guard entry.isAnnounced else {
        entry.isAnnounced = true
        waiting.append(entry)
        return .folder(entry.path)
      }
      if let message = enter(entry.path) { return .unreadable(entry.path, message) }
    }
    return nil
  }

  /// Lists a folder; tells why it cannot.
  private mutating func enter(_ folder: FilePath) -> String? {
    let path = folder.bytes.isEmpty ? root : root.appending(folder.bytes)
    guard let stream = path.withPointer({ opendir($0) }) else {
      return "cannot be read: \(String(cString: strerror(errno)))"
    }
    defer { closedir(stream) }
    var information = stat()
    guard fstat(dirfd(stream), &information) == 0,
      entered.insert(Identity(information)).inserted
    else { return nil }
    var found: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        let start = UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
        return Array(
          UnsafeBufferPointer(
            start: start,
            count: strlen(UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))))
      }
      guard name.first != UInt8(ascii: ".") else { continue }
      let below = folder.appending(name)
      guard let isFolder = isFolder(below, kind: Int32(entry.pointee.d_type)) else { continue }
      found.append(Entry(path: below, isFolder: isFolder))
    }
    // The last one is taken first.
    waiting += found.sorted { $1.sortKey.lexicographicallyPrecedes($0.sortKey) }
    return nil
  }

  /// Whether an entry is a folder to enter, or a file; nil for a folder that is reached elsewhere.
  private func isFolder(_ below: FilePath, kind: Int32) -> Bool? {
    if kind == Int32(DT_DIR) { return true }
    guard kind == Int32(DT_LNK) || kind == Int32(DT_UNKNOWN) else { return false }
    let path = root.appending(below.bytes)
    var information = stat()
    // A link that leads nowhere is a file that cannot be read.
    guard path.withPointer({ stat($0, &information) }) == 0,
      information.st_mode & S_IFMT == S_IFDIR
    else { return false }
    guard kind == Int32(DT_LNK), let real = Self.realPath(path) else { return true }
    let isReached = (real + [UInt8(ascii: "/")]).starts(with: realRoot)
    // A link to a folder around this one holds this one again.
    let holdsRoot = realRoot.starts(with: real + [UInt8(ascii: "/")])
    return isReached || holdsRoot ? nil : true
  }

  private static func realPath(_ path: FilePath) -> [UInt8]? {
    guard let real = path.withPointer({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return Array(UnsafeRawBufferPointer(start: real, count: strlen(real)))
  }
}
