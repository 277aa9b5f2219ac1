import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("PDF")
struct PDFReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ bytes: [UInt8], pages: PageRange? = nil, process: BoundedProcess = BoundedProcess()
  ) throws -> String {
    let file = folder.url.appending(path: "a.pdf")
    try Data(bytes).write(to: file)
    return try PDFReader.text(FileHandle(forReadingFrom: file), pages: pages, process: process)
  }

  @Test("the text of all pages or of some")
  func pages() throws {
    let pdf = PDFFixture.pages(["Invoice 4711", "Second page", "Third page"])
    #expect(
      try read(pdf).split(whereSeparator: \.isNewline).map { $0.filter { $0 != "\u{C}" } }
        .filter { !$0.isEmpty } == ["Invoice 4711", "Second page", "Third page"])
    #expect(try read(pdf, pages: PageRange("2")).contains("Second page"))
    #expect(try !read(pdf, pages: PageRange("2")).contains("Invoice"))
    #expect(try read(pdf, pages: PageRange("2-")).contains("Third page"))
    #expect(try !read(pdf, pages: PageRange("1-2")).contains("Third page"))
    #expect(try read(pdf, pages: PageRange("3-99")).contains("Third page"))
  }

  @Test(
    "files that hold no text are told apart",
    arguments: [
      (PDFFixture.encrypted, DocumentError.Kind.encrypted, "is encrypted and asks for a password"),
      (PDFFixture.pages([""]), .empty, "holds no text: its page is empty"),
      (PDFFixture.pages([]), .empty, "has no pages"),
      (PDFFixture.scan, .scanned, "holds no text: its page is a picture, a scan"),
      ([], .empty, "is an empty file"), (Array("PK and so on".utf8), .wrongFormat, "is no PDF"),
      (Array("%PDF-1.4\n".utf8), .malformed, "is a damaged PDF"),
      (Array(PDFFixture.pages(["x"]).prefix(60)), .malformed, "is a damaged PDF"),
    ])
  func nothing(bytes: [UInt8], kind: DocumentError.Kind, message: String) {
    let fault = #expect(throws: DocumentFault.self) { try read(bytes) }
    #expect(fault == DocumentFault(kind, message))
  }

  @Test("a page that is not there is told")
  func noPage() {
    let fault = #expect(throws: DocumentFault.self) {
      try read(PDFFixture.pages(["a"]), pages: PageRange("7"))
    }
    #expect(fault == DocumentFault(.empty, "has no page 7"))
  }

  @Test("time, memory and text have limits")
  func limits() throws {
    let pdf = PDFFixture.pages(["a"])
    let slow = #expect(throws: DocumentFault.self) {
      try read(pdf, process: BoundedProcess(seconds: 0))
    }
    #expect(slow?.kind == .timeout)
    #expect(throws: DocumentFault.self) { try read(pdf, process: BoundedProcess(memory: 1 << 20)) }
    let long = #expect(throws: DocumentFault.self) {
      try read(PDFFixture.pages(["abcdefgh"]), process: BoundedProcess(maximumOutput: 4))
    }
    #expect(long?.kind == .tooLarge)
  }

  @Test(
    "ranges of pages",
    arguments: [
      ("3", 3, 3), ("2-5", 2, 5), ("2-", 2, nil), ("0", nil, nil), ("-3", nil, nil),
      ("5-2", nil, nil),
      ("", nil, nil), ("a", nil, nil), ("1,2", nil, nil), ("99999999999999999999", nil, nil),
    ] as [(String, Int?, Int?)])
  func ranges(text: String, first: Int?, last: Int?) {
    #expect(PageRange(text)?.first == first)
    #expect(PageRange(text)?.last == last)
  }
}
