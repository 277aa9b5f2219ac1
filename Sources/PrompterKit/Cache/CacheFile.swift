import Foundation
import GRDB
import Glibc
import PrompterCore

/// The SQLite file of a cache, with a connection that writes and one that reads meanwhile.
struct CacheFile: Sendable {
  /// Where it is, symbolic links followed: SQLite puts its log beside that.
  let url: URL
  let writer: DatabaseQueue
  let reader: DatabaseQueue
  /// Tells the file apart from another one that may take its place.
  let identity: FileIdentity?

  /// Opens the file or makes it, and brings its tables to their present shape.
  ///
  /// Throws `CacheFault`.
  init(_ file: URL) throws {
    url = file.resolvingSymlinksInPath()
    var configuration = Configuration()
    configuration.label = "prompter.cache"
    // Others commit too; each holds the lock for some milliseconds.
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
    do {
      writer = try DatabaseQueue(path: url.path, configuration: configuration)
      try writer.inDatabase { try CacheTable.prepare($0) }
      reader = try DatabaseQueue(path: url.path, configuration: configuration)
    } catch {
      throw CacheFault(error, file: url)
    }
    identity = FileIdentity(url)
  }

  /// Opens a cache that exists.
  ///
  /// Throws `FileError` when it cannot be used, `isMissing` when there is none.
  static func existing(_ file: URL) throws -> CacheFile {
    guard FileIdentity(file) != nil else {
      throw FileError(file.relativePath, "there is no cache", isMissing: true)
    }
    do {
      return try FolderLock.holding(file.deletingLastPathComponent()) { try CacheFile(file) }
    } catch let fault as CacheFault {
      throw FileError(file.relativePath, fault.message)
    }
  }

  /// Opens a cache for a run; one that is damaged makes room for a fresh one.
  ///
  /// - Parameter damaged: what is known to be damaged; nil for what opening it finds.
  /// - Returns: nil when there can be none; why is said in a warning.
  static func forRun(
    _ file: URL, damaged: FileIdentity? = nil, warn: (String) -> Void
  ) -> CacheFile? {
    let folder = file.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      return try FolderLock.holding(folder) {
        do {
          if let damaged { throw CacheFault(.damaged(damaged), "it is damaged") }
          return try CacheFile(file)
        } catch let fault as CacheFault {
          guard case .damaged(let identity) = fault.kind else { throw fault }
          let aside = try DamagedFile.setAside(file.resolvingSymlinksInPath(), ifStill: identity)
          let fresh = try CacheFile(file)
          if let aside {
            warn(
              "the completion cache \(file.relativePath) was set aside as "
                + "\(aside.lastPathComponent), because \(fault.message); a fresh one is used")
          }
          return fresh
        }
      }
    } catch {
      let reason = (error as? CacheFault)?.message ?? (error as? FileError)?.message
      warn(
        "the completion cache \(file.relativePath) is not used: "
          + (reason ?? error.localizedDescription))
      return nil
    }
  }

  /// Closes both connections; what runs on them ends first.
  func close() {
    try? reader.close()
    try? writer.close()
  }

  /// Has the disk keep what was committed, whatever happens to the power.
  ///
  /// SQLite itself does so only when it moves the log into the database, so that commits are cheap.
  func synchronize() {
    let descriptor = open(url.path + "-wal", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fdatasync(descriptor)
    Glibc.close(descriptor)
  }
}

/// Why a file cannot be a cache.
struct CacheFault: Error {
  enum Kind {
    /// It was one, and may be set aside.
    case damaged(FileIdentity?)
    /// It is not ours to touch, or nothing is wrong with it.
    case unusable
  }

  let kind: Kind
  let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// What an error of SQLite means.
  init(_ error: any Error, file: URL) {
    if let fault = error as? CacheFault {
      self = fault
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.unusable, "\(error)")
      return
    }
    let text = error.message ?? "\(error.resultCode)"
    let identity = FileIdentity(file)
    switch error.resultCode.primaryResultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(.damaged(identity), "it is damaged (\(text))")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      if let identity, identity.isFile, access(file.path, R_OK | W_OK) != 0 {
        self.init(.damaged(identity), "it may not be read and written")
      } else {
        self.init(.unusable, text)
      }
    default: self.init(.unusable, text)
    }
  }

  /// Whether an error says that the file is damaged.
  static func isDamage(_ error: any Error) -> Bool {
    guard let code = (error as? DatabaseError)?.resultCode.primaryResultCode else { return false }
    return code == .SQLITE_CORRUPT || code == .SQLITE_NOTADB
  }
}
