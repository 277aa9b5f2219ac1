import CZlib
import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("compressed files")
struct CompressedTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a gzip file, a piece several times.
  @discardableResult
  private func gzip(_ name: String, _ piece: [UInt8], times: Int = 1, append: Bool = false)
    -> String
  {
    let path = folder.path(name)
    let file = gzopen(path, append ? "ab9" : "wb9")
    for _ in 0..<times { gzwrite(file, piece, UInt32(piece.count)) }
    gzclose(file)
    return path
  }

  private func read(_ path: String, textColumn: String? = nil) throws -> [Result<
    Document, any Error
  >] {
    Array(try InputReader.documents(of: [path], textColumn: textColumn, first: nil))
  }

  private func failure(_ path: String) throws -> String? {
    for item in try read(path) {
      if case .failure(let error) = item { return "\(error)".replacing(path, with: "F") }
    }
    return nil
  }

  @Test("every format is read as if it were not compressed")
  func formats() throws {
    func text(_ name: String, _ content: String) throws -> [String] {
      try read(gzip(name, Array(content.utf8))).map { try $0.get().text }
    }
    #expect(try text("a.txt.gz", "é") == ["é"])
    #expect(try text("a.html.gz", "<p>x") == ["x"])
    #expect(try text("a.jsonl.gz", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n") == ["a", "b"])
    #expect(try text("a.csv.gz", "id,text\n1,\"a,b\"\n") == ["a,b"])
    #expect(try text("a.tsv.gz", "id\ttext\n1\ta,b\n") == ["a,b"])
    #expect(InputReader.count(of: [folder.path("a.jsonl.gz")], first: nil) == 2)
    #expect(InputReader.count(of: [folder.path("a.csv.gz")], first: nil) == 1)
    let pdf = gzip("a.pdf.gz", PDFFixture.pages(["the pdf"]))
    #expect(try read(pdf)[0].get().text.contains("the pdf"))
    // Written in two goes, as log files are.
    gzip("b.txt.gz", Array("one ".utf8))
    #expect(
      try read(gzip("b.txt.gz", Array("two".utf8), append: true)).map { try $0.get().text } == [
        "one two"
      ])
  }

  @Test("a bomb is refused after little memory and time, whatever it pretends to be")
  func bombs() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    let letters = [UInt8](repeating: 0x61, count: 1 << 20)
    let expected = "expands to more than 200 times its size"
    for name in ["b.txt.gz", "b.html.gz", "b.eml.gz", "b.xml.gz", "b.pdf.gz"] {
      #expect(try failure(gzip(name, zeros, times: 100)) == "F: \(expected)")
    }
    #expect(try failure(gzip("b.jsonl.gz", letters, times: 100))?.hasSuffix(expected) == true)
    let csv = gzip("b.csv.gz", Array("text\n".utf8))
    #expect(
      try failure(gzip("b.csv.gz", letters, times: 100, append: true))?.hasSuffix(expected) == true)
    #expect(InputReader.count(of: [csv], first: nil) != nil)
  }

  @Test("a file that is cut off, damaged or not compressed at all")
  func damaged() throws {
    let text = (0..<20_000).map { "line \($0 &* 7_919 % 10_007)\n" }.joined()
    let whole = try Data(contentsOf: URL(filePath: gzip("w.txt.gz", Array(text.utf8))))
    func failure(_ data: Data, _ name: String = "d.txt.gz") throws -> String? {
      try data.write(to: folder.url.appending(path: name))
      return try self.failure(folder.path(name))
    }
    #expect(
      try failure(whole.prefix(5_000)) == "F: is cut off: the end of its gzip data is missing")
    #expect(try failure(whole.prefix(5)) == "F: is cut off: the end of its gzip data is missing")
    #expect(try failure(Data()) == "F: is cut off: the end of its gzip data is missing")
    #expect(try failure(Data("text".utf8)) == "F: is no gzip file, or a damaged one")
    var flipped = whole
    flipped[4_000] ^= 0xFF
    #expect(try failure(flipped) == "F: is no gzip file, or a damaged one")
    #expect(try failure(whole + Data([0, 0, 0])) == nil, "filling after the end")
  }

  @Test("what was whole before the damage is still read, of rows")
  func rows() throws {
    let rows = (0..<5_000).map { "{\"id\": \"\($0)\", \"text\": \"\($0 &* 7_919)\"}\n" }.joined()
    let whole = try Data(contentsOf: URL(filePath: gzip("w.jsonl.gz", Array(rows.utf8))))
    let path = folder.path("cut.jsonl.gz")
    try whole.prefix(whole.count - 10).write(to: URL(filePath: path))
    let results = try read(path)
    let documents = results.compactMap { try? $0.get() }
    #expect(results.count == documents.count + 1)
    #expect(
      documents.count > 4_000
        && documents.enumerated().allSatisfy { $0.element.id == "\($0.offset)" })
  }

  @Test("a file larger than a document may be is not even read")
  func large() throws {
    let path = folder.path("zeros.txt")
    try folder.write("", to: "zeros.txt")
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 1 << 30)
    #expect(try failure(path) == "F: is larger than 64 MiB")
  }
}
