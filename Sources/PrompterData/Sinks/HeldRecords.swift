import Foundation
import Glibc
import PrompterKit

/// Finds out what a file of records holds of earlier runs, and takes out what is not to stay.
///
/// The file is read a piece at a time, and written anew only when something has to go.
struct HeldRecords {
  /// A record in a file.
  struct Record {
    /// Its bytes, its line end included.
    let range: Range<Int>
    /// Its document; nil when it is damaged or was cut off.
    let id: String?
  }

  /// Renames a file of records, in the place of one that was renamed before.
  ///
  /// - Returns: its new name; nil when there is nothing in it.
  /// Throws `FileError` when it cannot be renamed.
  static func setAside(_ path: String) throws -> String? {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_size > 0 else { return nil }
    let new = path + ".before"
    guard rename(path, new) == 0 else {
      throw FileError(path, "cannot be renamed: \(String(cString: strerror(errno)))")
    }
    return new
  }

  let path: String
  /// What the file begins with.
  let heading: [UInt8]

  /// Keeps the last record of each document that is done; the rest goes.
  ///
  /// - Parameter records: reads the file from behind the heading; nil when it has another one.
  /// - Returns: the documents that the file holds.
  /// Throws `FileError` when it cannot be written.
  func keep(
    _ done: IDSet, from records: () -> AnySequence<Record>?
  ) throws -> IDSet {
    let file = URL(filePath: path)
    guard !done.isEmpty, let all = records() else {
      try AtomicFile.keep([], of: file, after: heading)
      return []
    }
    // Where the last record of each document begins.
    var last: [IDSet.Key: Int] = [:]
    var count = 0
    for record in all {
      count += 1
      if let id = record.id, done.contains(id) { last[IDSet.Key(id)] = record.range.lowerBound }
    }
    if count > last.count {
      let kept = (records() ?? AnySequence([])).lazy.filter { record in
        record.id.map { last[IDSet.Key($0)] == record.range.lowerBound } ?? false
      }
      try AtomicFile.keep(kept.map(\.range), of: file, after: heading)
    }
    return IDSet(last.keys)
  }
}
