import Foundation
import Glibc
import PrompterKit

@testable import PrompterData

/// CSV: every byte of a line is in a cell, and reading ends.
func feedCSV(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  var cells = 0
  for row in CSVRows(text) { cells += row.cells.count }
  precondition(cells <= text.utf8.count + 1, "more cells than bytes")
}

/// The descriptor of a file without a name that every input is written to.
private let scratch: Int32 = fileno(tmpfile())

/// JSONL: one result a line, whatever the line holds.
func feedJSONL(_ bytes: [UInt8]) {
  ftruncate(scratch, 0)
  _ = bytes.withUnsafeBytes { pwrite(scratch, $0.baseAddress, $0.count, 0) }
  lseek(scratch, 0, SEEK_SET)
  let handle = FileHandle(fileDescriptor: scratch, closeOnDealloc: false)
  var results = 0
  // Pictures and files that a line names are not looked for: documents would be read from the disk.
  for (number, line) in LineSequence(handle: handle, name: "fuzz") {
    results += 1
    guard let text = try? line.get() else { continue }
    _ = try? DatasetLine(text, file: "fuzz", line: number)
  }
  precondition(results <= bytes.count(where: { $0 == 0x0A }) + 1, "more lines than line ends")
}

/// An artifact: what is read can be saved, and is read again as the same.
func feedArtifact(_ bytes: [UInt8]) {
  guard let artifact = try? Artifact(String(decoding: bytes, as: UTF8.self)) else { return }
  let saved = artifact.text
  guard let again = try? Artifact(saved) else {
    preconditionFailure("a saved artifact cannot be read")
  }
  precondition(again.text == saved, "an artifact changes when it is saved again")
}
