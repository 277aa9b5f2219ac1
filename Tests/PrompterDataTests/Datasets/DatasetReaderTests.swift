import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("labelled data")
struct DatasetReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let sentiment = #"""
    {"type": "object", "required": ["sentiment"],
     "properties": {"sentiment": {"enum": ["positive", "negative"]}}}
    """#

  @Test("folders named like labels: by the whole word or its beginning, whatever the depth")
  func folders() throws {
    for name in ["train/pos/1.txt", "train/pos/2.txt", "train/neg/1.txt", "train/Positive/x.txt"] {
      try folder.write(name, to: name)
    }
    try folder.write("no label", to: "train/unsup/1.txt")
    try folder.write("no label", to: "train/urls.txt")
    let schema = try Schema(json: Self.sentiment)
    for path in [folder.path, folder.path("train")] {
      let loaded = try DatasetReader().load(path, schema: schema)
      let labels = loaded.dataset.examples.map { $0.expected?[key: "sentiment"]?.string }
      #expect(labels == ["positive", "negative", "positive", "positive"])
      #expect(loaded.dataset.examples.map(\.document.text).contains("train/neg/1.txt"))
      #expect(
        loaded.notes == [
          "\(path): 2 files in no folder named like a value of 'sentiment' were left out"
        ])
      try loaded.dataset.requireLabels(schema)
    }
  }

  @Test("which field the folders are about: the one that fits, the one that is named, or an error")
  func fields() throws {
    try folder.write("x", to: "d/yes/1.txt")
    try folder.write("y", to: "d/no/1.txt")
    func load(_ properties: String, _ field: String? = nil) throws -> [JSONValue?] {
      let schema = try Schema(json: #"{"type": "object", "properties": {\#(properties)}}"#)
      return try DatasetReader(labelField: field).load(folder.path("d"), schema: schema).dataset
        .examples.map(\.expected)
    }
    let (a, b) = (#""a": {"enum": ["yes", "no"]}"#, #""b": {"enum": ["yes", "no", null]}"#)
    #expect(try load(a + #", "c": {"enum": ["x"]}"#) == [["a": "no"], ["a": "yes"]])
    #expect(try load("\(a), \(b)", "b") == [["b": "no"], ["b": "yes"]])
    #expect(throws: ReferenceError.self) { try load("\(a), \(b)") }
    #expect(throws: ReferenceError.self) { try load(a, "z") }
    #expect(throws: DataError.self) { try load(#""a": {"enum": ["x"]}"#) }
    #expect(try load(#""a": {"type": "string"}"#) == [["a": "no"], ["a": "yes"]])
    let bare = try DatasetReader().load(folder.path("d"), schema: nil).dataset
    #expect(bare.examples.map(\.expected) == [["label": "no"], ["label": "yes"]])
  }

  @Test("the columns of a table are fields, with the types of the schema")
  func tables() throws {
    let schema = try Schema(
      json: #"""
        {"type": "object", "required": ["vendor", "total"], "properties": {
          "vendor": {"type": "string"}, "total": {"type": "number"}, "n": {"type": ["integer", "null"]},
          "paid": {"type": "boolean"}, "tags": {"type": "array", "items": {"type": "string"}},
          "note": {"type": "string"}}}
        """#)
    let path = try folder.write(
      """
      id,text,vendor,total,n,paid,tags,note,_status
      1,a,007,41.5,3,true,"[""x""]",n,done
      2,b,,1,,no,,,done
      """, to: "d.csv")
    let data = try DatasetReader().load(path, schema: schema).dataset
    try data.requireLabels(schema)
    #expect(
      data.examples.map { $0.expected?.text() } == [
        #"{"vendor":"007","total":41.5,"n":3,"paid":true,"tags":["x"],"note":"n"}"#,
        #"{"vendor":"","total":1,"n":null,"paid":false}"#,
      ])
    #expect(data.examples.map(\.id) == ["1", "2"])
    try folder.write("text,total,vendor\na,much,x\n", to: "bad.csv")
    let bad = try DatasetReader().load(folder.path("bad.csv"), schema: schema).dataset
    #expect(throws: DataError.self) { try bad.requireLabels(schema) }
    let guessed = try DatasetReader().load(path, schema: nil).dataset.examples[0].expected
    #expect(guessed?[key: "vendor"]?.string == "007")
    #expect(guessed?[key: "total"]?.double == 41.5 && guessed?[key: "_status"] == nil)
  }

  @Test("a table without the text, with a bad row, or without fields")
  func badTables() throws {
    let schema = try Schema(json: Self.sentiment)
    func load(_ content: String, _ column: String? = nil) throws -> Dataset {
      try DatasetReader(textColumn: column).load(
        folder.write(content, to: "d.csv"), schema: schema
      ).dataset
    }
    #expect(throws: ReferenceError.self) { try load("body,sentiment\na,positive\n") }
    #expect(try load("body,sentiment\na,positive\n", "body").examples.count == 1)
    #expect(throws: DataError.self) { try load("text,sentiment\na\n") }
    #expect(try load("text\na\n").examples[0].expected == nil)
    #expect(throws: FileError.self) {
      try DatasetReader().load(folder.path("gone.csv"), schema: schema)
    }
  }

  @Test("a column says what rows have in common, unless it is a field")
  func groups() throws {
    let path = try folder.write(
      "text,sentiment,group\na,positive,g1\nb,negative,\n", to: "grouped.csv")
    let grouped = try DatasetReader().load(path, schema: try Schema(json: Self.sentiment)).dataset
    #expect(grouped.examples.map(\.group) == ["g1", nil])
    #expect(grouped.examples.map { $0.expected?[key: "group"] } == [nil, nil])
    let field = try Schema(
      json: #"{"type": "object", "properties": {"group": {"type": ["string", "null"]}}}"#)
    for schema in [field, nil] {
      let data = try DatasetReader().load(path, schema: schema).dataset
      #expect(data.examples.map(\.group) == [nil, nil])
      #expect(data.examples.map { $0.expected?[key: "group"] } == ["g1", .null])
    }
  }

  @Test("lines may name pages and PDFs, and lie in a compressed file")
  func files() throws {
    try folder.write("<h1>A</h1>", to: "a.html")
    try Data(PDFFixture.pages(["the pdf"])).write(to: folder.url.appending(path: "b.pdf"))
    let path = try folder.write(
      """
      {"file": "a.html", "expected": {"sentiment": "positive"}}
      {"file": "b.pdf", "expected": {"sentiment": "negative"}}
      """, to: "d.jsonl")
    let data = try DatasetReader().load(path, schema: nil).dataset
    #expect(data.examples[0].document.text == "# A")
    #expect(data.examples[1].document.text.contains("the pdf"))
    let documents = try InputReader.documents(of: [path], textColumn: nil, first: nil)
    #expect(try documents.map { try $0.get().text } == data.examples.map(\.document.text))
  }
}
