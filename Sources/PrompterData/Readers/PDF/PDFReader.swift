import Foundation

/// Reads the text layer of PDF files through poppler's `pdftotext`, which runs as a process of its
/// own with limits: whatever a file does to it, nothing happens to this one.
enum PDFReader {
  /// The largest PDF file.
  static let maximumBytes = 256 << 20

  /// The text of a PDF file, laid out as on its pages; a form feed ends each page.
  ///
  /// - Parameter pages: which pages; nil for all.
  /// Throws `DocumentFault`, which tells apart files that are encrypted, empty, scanned or broken.
  static func text(
    _ file: FileHandle, pages: PageRange?, process: BoundedProcess = BoundedProcess()
  ) throws -> String {
    try checkBeginning(file)
    var arguments = ["-layout", "-enc", "UTF-8"]
    if let pages { arguments += ["-f", "\(pages.first)"] }
    if let last = pages?.last { arguments += ["-l", "\(last)"] }
    let outcome = try run("pdftotext", arguments + ["-", "-"], file, process)
    try check(outcome, "pdftotext", pages)
    let text = String(decoding: outcome.output, as: UTF8.self)
    if text.contains(where: { !$0.isWhitespace }) { return text }
    let count = outcome.output.count { $0 == 0x0C }
    let words = count == 1 ? "its page" : "its \(count) pages"
    guard try hasPictures(file, pages, process) else {
      throw DocumentFault(.empty, "holds no text: \(words) \(count == 1 ? "is" : "are") empty")
    }
    throw DocumentFault(
      .scanned, "holds no text: \(words) \(count == 1 ? "is a picture" : "are pictures"), a scan")
  }

  /// Readers of PDF look for its mark in the first kilobyte.
  private static func checkBeginning(_ file: FileHandle) throws {
    try file.seek(toOffset: 0)
    let head = Array(try file.read(upToCount: 1_024) ?? Data())
    guard !head.isEmpty else { throw DocumentFault(.empty, "is an empty file") }
    let mark = Array("%PDF-".utf8)
    let isMarked = head.indices.contains { head[$0...].starts(with: mark) }
    guard isMarked else { throw DocumentFault(.wrongFormat, "is no PDF") }
  }

  /// Runs a program of poppler's on a file from its beginning.
  static func run(
    _ program: String, _ arguments: [String], _ file: FileHandle, _ process: BoundedProcess
  ) throws -> BoundedProcess.Outcome {
    try file.seek(toOffset: 0)
    return try process.run(program, arguments, input: file)
  }

  private static func hasPictures(
    _ file: FileHandle, _ pages: PageRange?, _ process: BoundedProcess
  ) throws -> Bool {
    var arguments = ["-list", "-l", "\(pages?.last ?? 20)"]
    if let pages { arguments += ["-f", "\(pages.first)"] }
    let outcome = try run("pdfimages", arguments + ["-"], file, process)
    // Two lines of headings come first.
    return outcome.output.count { $0 == 0x0A } > 2
  }

  /// Throws what the end of a program means.
  static func check(
    _ outcome: BoundedProcess.Outcome, _ program: String, _ pages: PageRange?
  ) throws {
    let words = outcome.messages
    switch outcome.end {
    case .exited(0): return
    case .cancelled: throw CancellationError()
    case .outOfTime: throw DocumentFault(.timeout, "takes too long to be read")
    case .printedTooMuch:
      throw DocumentFault(.tooLarge, "holds more than \(FileBytes.maximumCount >> 20) MiB of text")
    case .exited(127), .exited(126):
      throw DocumentFault(
        .unreadable, "cannot be read: \(program) is missing; install poppler-utils")
    case .exited where words.contains("Incorrect password"):
      throw DocumentFault(.encrypted, "is encrypted and asks for a password")
    case .exited(3):
      throw DocumentFault(.encrypted, "is encrypted and does not permit its text to be copied")
    case .exited where words.contains("page range"), .exited(99) where pages != nil:
      throw DocumentFault(.empty, pages.map { "has no page \($0.first)" } ?? "has no pages")
    case .exited: throw DocumentFault(.malformed, "is a damaged PDF")
    case .signalled(SIGXCPU): throw DocumentFault(.timeout, "takes too long to be read")
    case .signalled: throw DocumentFault(.malformed, "cannot be read: \(program) gave up")
    }
  }
}
