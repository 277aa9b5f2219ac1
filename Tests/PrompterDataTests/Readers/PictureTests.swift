import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("pictures and scans as documents")
struct PictureTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try folder.write("", to: name)
    try Data(bytes).write(to: folder.url.appending(path: name))
  }

  private func documents(_ input: String, sees: Bool = true) throws -> [Result<Document, any Error>]
  {
    Array(
      try InputReader.documents(
        of: [folder.path(input)], textColumn: nil, first: nil, seesPictures: sees))
  }

  private func error(_ result: Result<Document, any Error>?) -> DocumentError? {
    if case .failure(let error) = result { error as? DocumentError } else { nil }
  }

  @Test(
    "a file is what its bytes say",
    arguments: [
      ("a.png", png, "image/png"), ("a.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
      ("a.JPEG", png, "image/png"), ("a.gif", Array("GIF89a..".utf8), "image/gif"),
      ("a.webp", Array("RIFF1234WEBPVP8 ".utf8), "image/webp"),
    ])
  func kinds(name: String, bytes: [UInt8], type: String) throws {
    try write(bytes, name)
    let document = try documents(name)[0].get()
    #expect(document.text.isEmpty)
    #expect(document.images.map(\.mediaType) == [type])
    #expect(document.images.first?.base64 == Data(bytes).base64EncodedString())
  }

  @Test("what is none, is empty, or too large fails with its reason")
  func faults() throws {
    try write(Array("<svg/>".utf8), "a.png")
    #expect(error(try documents("a.png").first)?.kind == .wrongFormat)
    try write([], "b.png")
    #expect(error(try documents("b.png").first)?.kind == .empty)
    try write(Self.png, "c.png")
    truncate(folder.path("c.png"), Document.Image.maximumBytes + 1)
    #expect(error(try documents("c.png").first)?.kind == .tooLarge)
  }

  @Test("a model that does not look at pictures gets none: named ones fail, others are left out")
  func blind() throws {
    try write(Self.png, "in/a.png")
    try write(Array("text".utf8), "in/b.txt")
    #expect(try documents("in").count == 2)
    #expect(try documents("in", sees: false).map { try $0.get().id } == ["b.txt"])
    #expect(error(try documents("in/a.png", sees: false).first)?.kind == .scanned)
    #expect(
      InputReader.count(of: [folder.path("in")], first: nil, seesPictures: true) == 2)
  }

  @Test("a scan becomes a picture a page for who sees, and stays a failure for who does not")
  func scan() throws {
    try write(PDFFixture.scan, "s.pdf")
    let document = try documents("s.pdf")[0].get()
    #expect(document.images.count == 1 && document.text.isEmpty)
    let bytes = try #require(Data(base64Encoded: document.images[0].base64))
    #expect(Array(bytes.prefix(8)) == Array(Self.png.prefix(8)))
    // Width and height stand at the beginning of a PNG: 300 by 200 points, scaled.
    #expect(Array(bytes[16..<20]) == [0, 0, 6, 0x20])
    #expect(error(try documents("s.pdf", sees: false).first)?.kind == .scanned)
    // One that has text is read as text.
    try write(PDFFixture.pages(["words"]), "t.pdf")
    #expect(try documents("t.pdf")[0].get().images.isEmpty)
  }

  @Test("pages are chosen; too many are refused; a program that runs wild is stopped")
  func limits() throws {
    try write(PDFFixture.pages(Array(repeating: "", count: 30)), "many.pdf")
    let file = try FileHandle(forReadingFrom: folder.url.appending(path: "many.pdf"))
    #expect {
      try PDFPages.images(file, nil)
    } throws: { ($0 as? DocumentFault)?.message.hasPrefix("has 30 scanned pages") == true }
    #expect(try PDFPages.images(file, PageRange("29-")).count == 2)
    #expect(throws: DocumentFault.self) { try PDFPages.images(file, PageRange("31")) }
    #expect {
      try PDFPages.images(file, PageRange("1"), process: BoundedProcess(seconds: 0))
    } throws: { ($0 as? DocumentFault)?.kind == .timeout }
  }

  @Test("lines of data name pictures and scans")
  func lines() throws {
    try write(Self.png, "p.png")
    try write(PDFFixture.scan, "s.pdf")
    try folder.write(
      """
      {"id": "a", "image": "p.png"}
      {"id": "b", "file": "s.pdf"}
      {"id": "c", "file": "p.png"}
      {"id": "d", "text": "given", "file": "s.pdf", "image": "p.png"}
      """, to: "d.jsonl")
    let all = try documents("d.jsonl").map { try $0.get() }
    #expect(all.map(\.id) == ["a", "b", "c", "d"])
    #expect(all.map(\.images.count) == [1, 1, 1, 0])
    #expect(all[3].text == "given")
    let set = try DatasetReader(seesPictures: true).load(folder.path("d.jsonl"), schema: nil)
      .dataset
    #expect(set.examples.map(\.document.images.count) == [1, 1, 1, 0])
  }
}
