import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("data sets from files")
struct DatasetFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ text: String) throws -> Dataset {
    try Dataset.load(try folder.write(text, to: "data.jsonl"))
  }

  @Test("line ends of every system, blank lines and a byte-order mark are fine")
  func lineEnds() throws {
    let lines = (1...3).map { #"{"id": "d\#($0)", "text": "t\#($0)\u2028", "expected": {"n": 1}}"# }
    let plain = try load(lines.joined(separator: "\n"))
    for text in [
      lines.joined(separator: "\r\n"), lines.joined(separator: "\n") + "\n\n \n",
      "\u{FEFF}" + lines.joined(separator: "\r\n\r\n") + "\r\n",
    ] {
      let data = try load(text)
      #expect(data.examples == plain.examples)
      #expect(data.sha256 == plain.sha256)
    }
    #expect(plain.examples.map(\.id) == ["d1", "d2", "d3"])
  }

  @Test("a line separator inside a string does not end a line")
  func separators() throws {
    let text = "{\"text\": \"a\u{2028}b\u{85}c\"}\n{\"text\": \"d\"}"
    #expect(try load(text).examples.map(\.document.text) == ["a\u{2028}b\u{85}c", "d"])
  }

  @Test(
    "a bad line is named by file and number, whatever the line ends",
    arguments: [
      ("{", "not JSON"), ("3", "not a JSON object"), ("{}", "exactly one of"),
      (#"{"text": 3}"#, #""text" must be a string"#), (#"{"input": "x"}"#, "must be an object"),
      (#"{"text": "a", "id": []}"#, #""id" must be a string"#),
      (#"{"file": "../gone.txt"}"#, "no such file: ../gone.txt"),
      (#"{"image": "scan.tiff"}"#, "no such file: scan.tiff"),
      (#"{"image": "data.jsonl"}"#, "not a picture that models take"),
    ], ["\n", "\r\n"])
  func badLine(bad: (line: String, message: String), end: String) throws {
    let good = #"{"text": "fine"}"#
    let lines = (0..<4).map { #"{"id": \#($0), "text": ""}"# }
    let text = (lines + ["", bad.line, good]).joined(separator: end)
    let error = try #require(#expect(throws: DataError.self) { try load(text) })
    #expect(error.line == 6)
    #expect(error.description.hasPrefix("\(folder.path("data.jsonl")), line 6: "))
    #expect(error.message.contains(bad.message), "\(error)")
  }

  @Test("files and pictures lie beside the data")
  func files() throws {
    try folder.write("the letter", to: "in/a.txt")
    try Data([0xFF, 0xD8, 0xFF]).write(to: folder.url.appending(path: "in/b.PNG"))
    let text = #"{"file": "in/a.txt"}"# + "\n" + #"{"id": "p", "image": "in/b.PNG"}"#
    let data = try load(text)
    #expect(data.examples[0].document.text == "the letter")
    #expect(data.examples[1].document.images == [.init(mediaType: "image/jpeg", base64: "/9j/")])
    #expect(data.examples.allSatisfy { $0.expected == nil })
  }

  @Test("an id that is there twice is refused")
  func doubledIDs() throws {
    let error = #expect(throws: DataError.self) {
      try load(#"{"id": "a", "text": "1"}"# + "\n" + #"{"id": "a", "text": "2"}"#)
    }
    #expect(error?.message.contains("'a'") == true)
  }
}
