import Foundation
import PrompterKit

/// Draws the pages of scanned PDF files as PNG pictures through poppler's `pdftoppm`, page by page,
/// each in a process of its own with limits.
enum PDFPages {
  /// The most pages of a document.
  static let maximumPages = 20
  /// The longer side of a picture, in pixels: what models look at without shrinking it.
  static let side = 1_568
  /// The largest picture, in bytes, and the most of all pages together: providers refuse more.
  private static let maximumBytes = 3_700_000
  private static let maximumTotal = 20 << 20

  /// The pictures of a file's pages.
  ///
  /// - Parameter pages: which pages; nil for all.
  /// Throws `DocumentFault`, and `CancellationError`.
  static func images(
    _ file: FileHandle, _ pages: PageRange?, process: BoundedProcess = BoundedProcess()
  ) throws -> [Document.Image] {
    let first = pages?.first ?? 1
    let last = min(pages?.last ?? .max, try count(file, process))
    guard first <= last else { throw DocumentFault(.empty, "has no page \(first)") }
    guard last - first < maximumPages else {
      throw DocumentFault(
        .tooLarge,
        "has \(last - first + 1) scanned pages, and \(maximumPages) are the most; choose some "
          + "with --pages")
    }
    var images: [Document.Image] = []
    var total = 0
    for page in first...last {
      let bytes = try picture(of: page, file, process)
      guard let image = Document.Image(bytes: bytes) else {
        throw DocumentFault(.malformed, "its page \(page) cannot be drawn")
      }
      total += bytes.count
      guard total <= maximumTotal else { throw FileBytes.tooLarge(maximumTotal) }
      images.append(image)
    }
    return images
  }

  /// A page in colour, or in grey when that takes too many bytes.
  private static func picture(
    of page: Int, _ file: FileHandle, _ process: BoundedProcess
  ) throws -> [UInt8] {
    var process = process
    process.maximumOutput = maximumBytes
    let arguments = ["-png", "-f", "\(page)", "-l", "\(page)", "-scale-to", "\(side)"]
    var outcome = try PDFReader.run("pdftoppm", arguments + ["-"], file, process)
    if outcome.end == .printedTooMuch {
      outcome = try PDFReader.run("pdftoppm", arguments + ["-gray", "-"], file, process)
    }
    try PDFReader.check(outcome, "pdftoppm", nil)
    return outcome.output
  }

  private static func count(_ file: FileHandle, _ process: BoundedProcess) throws -> Int {
    let outcome = try PDFReader.run("pdfinfo", ["-"], file, process)
    try PDFReader.check(outcome, "pdfinfo", nil)
    let line = String(decoding: outcome.output, as: UTF8.self)
      .split(separator: "\n").first { $0.hasPrefix("Pages:") }
    guard let count = line?.split(separator: " ").last.flatMap({ Int($0) }), count > 0 else {
      throw DocumentFault(.empty, "has no pages")
    }
    return count
  }
}
