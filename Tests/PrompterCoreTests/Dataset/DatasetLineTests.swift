import PrompterCore
import Testing

@Suite struct DatasetLineTests {
  @Test("each kind of source is read, with id and expected record")
  func sources() throws {
    let text = try DatasetLine(
      #"{"id": "a", "text": "hi", "expected": {"b": 1, "a": 2}, "note": "of the user's"}"#,
      file: "d.jsonl", line: 1)
    #expect(text.id == "a")
    #expect(text.expected?.object?.keys == ["b", "a"])
    guard case .text("hi") = text.source else {
      Issue.record("not a text")
      return
    }
    let others = try [#"{"file": "x.txt"}"#, #"{"image": "x.png"}"#, #"{"input": {"q": 1}}"#]
      .map { try DatasetLine($0, file: "d.jsonl", line: 1).source }
    guard case .file("x.txt") = others[0], case .image("x.png") = others[1],
      case .input(let input) = others[2]
    else {
      Issue.record("wrong kinds: \(others)")
      return
    }
    #expect(input == ["q": 1])
  }

  @Test("what examples have in common is read, or is the file that their texts came from")
  func groups() throws {
    func group(_ line: String) throws -> String? {
      try DatasetLine(line, file: "d.jsonl", line: 1).group
    }
    #expect(try group(#"{"text": "a"}"#) == nil)
    #expect(try group(#"{"text": "a", "group": "thread 7"}"#) == "thread 7")
    #expect(try group(#"{"text": "a", "group": 7, "file": "b.pdf"}"#) == "7")
    #expect(try group(#"{"text": "a", "file": "b.pdf"}"#) == "b.pdf")
    #expect(try group(#"{"file": "b.pdf"}"#) == nil)
    #expect(throws: DataError.self) { try group(#"{"text": "a", "group": []}"#) }
  }

  @Test(
    "beside a text a file only says where it came from",
    arguments: [
      #"{"text": "a", "file": "b.pdf"}"#, #"{"image": "b.png", "text": "a"}"#,
      #"{"file": "b.pdf", "image": "b.png", "text": "a"}"#,
    ])
  func provenance(line: String) throws {
    guard case .text("a") = try DatasetLine(line, file: "d.jsonl", line: 1).source else {
      Issue.record("the text does not count")
      return
    }
  }

  @Test(
    "id and label may be missing; a number is as good as a text for an id",
    arguments: [
      (#"{"text": "", "id": 17}"#, "17"), (#"{"text": "", "id": null}"#, nil),
      (#"{"text": "", "expected": null}"#, nil),
    ] as [(String, String?)])
  func optional(line: String, id: String?) throws {
    let read = try DatasetLine(line, file: "d.jsonl", line: 1)
    #expect(read.id == id)
    #expect(read.expected == nil)
  }

  @Test(
    "a bad line is reported as FILE, line 17",
    arguments: [
      ("", "not JSON: the text ends too early (byte 0)"),
      (#"{"text": "a""#, "not JSON: the text ends too early (byte 12)"),
      (#"{"text": "a"} x"#, "not JSON: text after the value (byte 14)"),
      ("[1]", "not a JSON object"), ("3", "not a JSON object"),
      ("{}", #"exactly one of "text", "file", "image", "input" is needed"#),
      (
        #"{"input": {}, "file": "b"}"#,
        #"exactly one of "text", "file", "image", "input" is needed"#
      ),
      (
        #"{"text": "a", "input": {}}"#,
        #"exactly one of "text", "file", "image", "input" is needed"#
      ),
      (#"{"text": 1}"#, #""text" must be a string"#),
      (#"{"text": null}"#, #""text" must be a string"#),
      (#"{"input": "x"}"#, #""input" must be an object"#),
      (#"{"image": []}"#, #""image" must be a string"#),
      (#"{"text": "a", "id": 1.5}"#, #""id" must be a string"#),
      (#"{"text": "a", "id": ["x"]}"#, #""id" must be a string"#),
      (#"{"text": "a", "expected": "x"}"#, #""expected" must be an object"#),
      (#"{"text": "a", "expected": [1]}"#, #""expected" must be an object"#),
    ])
  func fault(line: String, message: String) {
    #expect {
      try DatasetLine(line, file: "data/train.jsonl", line: 17)
    } throws: { error in
      "\(error)" == "data/train.jsonl, line 17: \(message)"
    }
  }
}
