import PrompterTesting
import Testing

@testable import PrompterCore

/// An extractor that a test writes.
private struct Scripted: Extractor {
  let asked = Shared<[(text: String, deadline: Duration?)]>([])
  let answer: @Sendable (Document) async -> Extraction

  func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    asked.update { $0.append((document.text, deadline)) }
    return await answer(document)
  }
}

@Suite(.timeLimit(.minutes(5))) struct ChunkingExtractorTests {
  private let schema: Schema

  init() throws {
    schema = try Schema(
      json: #"""
        {"type": "object", "required": ["title", "signed", "parties"],
         "properties": {"title": {"type": ["string", "null"]}, "signed": {"type": "boolean"},
           "total": {"type": ["number", "null"]},
           "parties": {"type": "array", "items": {"type": "string"}},
           "lines": {"type": "array", "maxItems": 50, "items": {"type": "object",
             "properties": {"name": {"type": "string"}, "price": {"type": ["number", "null"]}}}}}}
        """#)
  }

  /// Numbered sentences with some words at their places.
  private func text(_ words: [Int: String], count: Int = 400) -> String {
    (0..<count).map { words[$0] ?? "This is sentence number \($0) of a long contract." }
      .joined(separator: " ")
  }

  private func found(
    _ document: Document, _ record: JSONValue, confidence: Double? = nil
  ) -> Extraction {
    var grounding = Grounding(document.text)
    var values: [FieldPath: Extraction.Value] = [:]
    for (path, value) in record.leaves {
      values[path] = Extraction.Value(
        confidence: confidence, evidence: grounding.span(of: value))
    }
    return Extraction(
      documentID: document.id, result: .success(record), values: values,
      usage: Usage(input: 100, output: 10), attempts: 1)
  }

  private func failed(_ document: Document, _ kind: ModelError.Kind) -> Extraction {
    Extraction(
      documentID: document.id, result: .failure(.noAnswer(ModelError(kind, "no \(kind)"))),
      usage: Usage(input: 7, output: 0), attempts: 2)
  }

  private func extractor(
    _ room: Int? = 500, concurrency: Int = 3, limit: Duration? = nil,
    clock: any MonotonicClock = SystemClock(),
    _ answer: @escaping @Sendable (Document) async -> Extraction
  ) -> (chunking: ChunkingExtractor, base: Scripted) {
    let base = Scripted(answer: answer)
    let chunking = ChunkingExtractor(
      base, schema: schema, concurrency: concurrency, limit: limit, clock: clock,
      room: { document in
        guard let room else { return nil }
        return TextTokens.cost(document.text) > room * TextTokens.unit ? room : nil
      }, confidence: { values in values.values.compactMap(\.confidence).min() })
    return (chunking, base)
  }

  private func words(_ span: Span?, in text: String) -> String? {
    span.map { String(String.UnicodeScalarView(Array(text.unicodeScalars)[$0.start..<$0.end])) }
  }

  /// A reader that finds names behind `PARTY`, a title behind `TITLE`, and whether it is signed.
  private func read(_ document: Document) -> Extraction {
    let parties = document.text.matches(of: /PARTY (\w+)/).map { JSONValue.string(String($0.1)) }
    let title = document.text.firstMatch(of: /TITLE (\w+)/).map { JSONValue.string(String($0.1)) }
    return found(
      document,
      [
        "title": title ?? .null, "signed": .bool(document.text.contains("SIGNED")),
        "total": .null, "parties": .array(parties), "lines": [],
      ])
  }

  @Test("what stands in different parts is one record, with places in the whole document")
  func merged() async {
    let text = text([
      3: "TITLE Überlassung of PARTY Acme.", 5: "PARTY Berta.", 200: "PARTY acme and PARTY Celia.",
      395: "SIGNED by all. PARTY Dora.",
    ])
    let (chunking, base) = extractor { read($0) }
    let extraction = await chunking.extract(Document(id: "d", text: text))
    #expect(
      extraction.record == [
        "title": "Überlassung", "signed": true, "total": nil,
        "parties": ["Acme", "Berta", "Celia", "Dora"], "lines": [],
      ])
    #expect(extraction.record?.object?.keys == ["title", "signed", "total", "parties", "lines"])
    for (path, name) in [("title", "Überlassung"), ("parties[2]", "Celia"), ("parties[3]", "Dora")]
    {
      let path = FieldPath(path) ?? .root
      #expect(words(extraction.values[path]?.evidence, in: text) == name)
    }
    let count = base.asked.value.count
    #expect(count > 5)
    #expect(extraction.parts?.count == count && extraction.parts?.failed == 0)
    #expect(extraction.usage == Usage(input: 100 * count, output: 10 * count))
    #expect(extraction.attempts == count)
    #expect(extraction.documentID == "d")
    let line = extraction.json(prompter: "p", model: "m", cost: nil)
    #expect(line[key: "parts"] == ["n": .integer(count), "failed": 0])
  }

  @Test("a document that fits is asked about once, as it is")
  func fits() async {
    let (chunking, base) = extractor { read($0) }
    let extraction = await chunking.extract(Document(id: "d", text: "TITLE Short"))
    #expect(extraction.record?[key: "title"] == "Short")
    #expect(extraction.parts == nil && base.asked.value.count == 1)
    #expect(extraction.json(prompter: "p", model: "m", cost: nil)[key: "parts"] == nil)
  }

  @Test("text without blanks is cut, too")
  func chinese() async {
    let text = String(repeating: "本合同由双方签订，", count: 500) + "TITLE 买卖"
    let (chunking, base) = extractor { read($0) }
    let extraction = await chunking.extract(Document(id: "d", text: text))
    #expect(base.asked.value.count > 5)
    #expect(words(extraction.values[FieldPath("title") ?? .root]?.evidence, in: text) == "买卖")
  }

  @Test("nobody knows the window: what the provider refuses is halved until it fits")
  func refused() async {
    let text = text([0: "TITLE First.", 399: "PARTY Last."])
    let (chunking, base) = extractor(nil) { document in
      document.text.utf8.count > 4_000 ? failed(document, .tooLong) : read(document)
    }
    let extraction = await chunking.extract(Document(id: "d", text: text))
    #expect(extraction.record?[key: "title"] == "First")
    #expect(extraction.record?[key: "parties"] == ["Last"])
    let asked = base.asked.value.map(\.text.utf8.count)
    let answered = asked.count { $0 <= 4_000 }
    #expect(asked.first == text.utf8.count && answered >= 5 && asked.count < 2 * answered)
    // What was refused is counted, too.
    #expect(extraction.attempts == answered + 2 * (asked.count - answered))
    #expect(extraction.usage.input == 100 * answered + 7 * (asked.count - answered))
  }

  @Test("what is refused however short it is stays a failure")
  func alwaysRefused() async {
    let (chunking, base) = extractor(nil) { failed($0, .tooLong) }
    let extraction = await chunking.extract(Document(id: "d", text: text([:])))
    #expect(extraction.failure?.type == "too_long")
    #expect(base.asked.value.count < 600)
  }

  @Test("a part that fails costs the document only what nobody else has said")
  func failingPart() async {
    let whole = text([0: "TITLE First.", 1: "PARTY One.", 200: "POISON", 399: "PARTY Last."])
    let (chunking, _) = extractor { document in
      document.text.contains("POISON") ? failed(document, .filtered) : read(document)
    }
    let extraction = await chunking.extract(Document(id: "d", text: whole))
    #expect(extraction.record?[key: "parties"] == ["One", "Last"])
    #expect(extraction.parts?.failed == 1)
    // The title may stand in the part that failed.
    let open = await chunking.extract(
      Document(id: "e", text: whole.replacing("TITLE", with: "title")))
    #expect(open.failure?.type == "filtered")
    #expect(open.usage.input > 500)
  }

  @Test(
    "a spent budget or an interruption leaves the document undone",
    arguments: [ModelError.Kind.budget, .deadline, .quota])
  func ended(kind: ModelError.Kind) async {
    let whole = text([0: "TITLE First. PARTY One.", 200: "POISON"])
    let (chunking, _) = extractor { document in
      document.text.contains("POISON") ? failed(document, kind) : read(document)
    }
    let extraction = await chunking.extract(Document(id: "d", text: whole))
    #expect(extraction.failure?.type == kind.rawValue)
    #expect(extraction.failure?.isRetryable == true)
  }

  @Test("all parts share one deadline")
  func deadline() async {
    let clock = ManualClock()
    let (chunking, base) = extractor(limit: .seconds(30), clock: clock) { document in
      clock.advance(by: .seconds(1))
      return read(document)
    }
    _ = await chunking.extract(Document(id: "d", text: text([:])))
    #expect(Set(base.asked.value.map(\.deadline)).count == 1)
  }

  @Test("more parts than are allowed is a failure without a call")
  func tooMany() async {
    let (chunking, base) = extractor(64) { read($0) }
    let text = String(repeating: "word ", count: 100_000)
    let extraction = await chunking.extract(Document(id: "d", text: text))
    #expect(extraction.failure?.type == "too_long")
    #expect(base.asked.value.isEmpty)
  }

  @Test("pictures without text are halved by pages")
  func pictures() async {
    let images = (0..<8).map { Document.Image(mediaType: "image/png", base64: "\($0)") }
    let (chunking, _) = extractor(nil) { document in
      guard document.images.count <= 2 else { return failed(document, .tooLong) }
      return found(
        document,
        [
          "title": "t", "signed": false,
          "parties": .array(document.images.map { .string($0.base64) }),
        ])
    }
    let extraction = await chunking.extract(Document(id: "d", text: "", images: images))
    #expect(extraction.record?[key: "parties"]?.array?.count == 8)
    #expect(extraction.values[FieldPath("parties[0]") ?? .root]?.evidence == nil)
  }

  // MARK: The merge

  private func merge(
    _ sources: [(start: Int, record: JSONValue, values: [String: Extraction.Value])]
  ) -> (record: JSONValue, values: [FieldPath: Extraction.Value]) {
    RecordMerge(schema: schema)(
      sources.map { source in
        RecordMerge.Source(
          record: source.record,
          values: Dictionary(
            uniqueKeysWithValues: source.values.map { (FieldPath($0.key) ?? .root, $0.value) }),
          start: source.start)
      })
  }

  @Test("of scalars the surest counts; when nobody knows, the one that the text says")
  func scalars() {
    func value(_ confidence: Double?, _ at: Int? = nil) -> Extraction.Value {
      .init(confidence: confidence, evidence: at.map { Span(start: $0, end: $0 + 2) })
    }
    let sure = merge([
      (0, ["title": "a"], ["title": value(0.4, 1)]), (50, ["title": "b"], ["title": value(0.9)]),
      (90, ["title": "A "], ["title": value(0.5, 3)]),
    ])
    #expect(sure.record[key: "title"] == "b")
    let unknown = merge([
      (0, ["title": "b"], [:]), (50, ["title": "b"], [:]),
      (100, ["title": "a"], ["title": value(nil, 7)]),
    ])
    #expect(unknown.record[key: "title"] == "a")
    #expect(unknown.values[FieldPath("title") ?? .root]?.evidence == Span(start: 107, end: 109))
    #expect(
      merge([(0, ["title": "x"], [:]), (5, ["title": "y"], [:]), (9, ["title": "y"], [:])])
        .record[key: "title"] == "y")
    #expect(merge([(0, ["title": ""], [:]), (5, ["title": nil], [:])]).record[key: "title"] == "")
  }

  @Test("a part that does not speak of the matter does not outvote the one that does")
  func booleans() {
    let parts = [false, false, true, false].enumerated().map {
      (
        $0.offset * 10, JSONValue.object(["signed": .bool($0.element)]),
        [String: Extraction.Value]()
      )
    }
    #expect(merge(parts).record[key: "signed"] == true)
    let doubtful = merge([
      (0, ["signed": true], ["signed": .init(confidence: 0.2)]),
      (9, ["signed": false], ["signed": .init(confidence: 0.8)]),
    ])
    #expect(doubtful.record[key: "signed"] == false)
  }

  @Test("lists: twice in one part is twice; again in another part is the same; an overlap is once")
  func lists() {
    func line(_ name: String, _ price: Double?) -> JSONValue {
      ["name": .string(name), "price": price.map(JSONValue.number) ?? .null]
    }
    func place(_ at: Int) -> Extraction.Value { .init(evidence: Span(start: at, end: at + 3)) }
    let merged = merge([
      (
        0, ["lines": [line("pen", 1), line("pen", 1), line("ink", nil)]],
        [
          "lines[0].name": place(5), "lines[2].name": place(95),
        ]
      ),
      // The ink again, at the same place of the whole, this time with its price.
      (
        90, ["lines": [line("INK", 4), line("pen", 1), line("cap", 2)]],
        [
          "lines[0].name": place(5), "lines[2].name": place(40),
        ]
      ),
    ])
    #expect(
      merged.record[key: "lines"] == [
        line("pen", 1), line("pen", 1), line("INK", 4), line("cap", 2),
      ])
    #expect(
      merged.values[FieldPath("lines[3].name") ?? .root]?.evidence == Span(start: 130, end: 133))
    #expect(
      merged.values[FieldPath("lines[2].name") ?? .root]?.evidence == Span(start: 95, end: 98))
  }
}
