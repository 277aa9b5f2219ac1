import PrompterCore
import PrompterTesting
import Testing

@Suite struct CalibratedExtractorTests {
  private let schema: Schema
  private let calibration = Calibration(
    plain: CalibrationFit(
      signals: [.leastLogit, .meanLogit, .hasTokens, .grounded, .absent, .repaired],
      weights: [0.5, 0.2, 0.1, 0.8, -0.3, -1], intercept: 0.2, fields: [.root.key("a"): 0.5],
      record: [1, 0.3, -0.2]), n: 100, wrong: 20, rows: .confirm, belongsTo: "h")

  init() throws {
    schema = try Schema([
      "type": "object",
      "properties": ["a": ["type": "string"], "b": ["type": ["integer", "null"]]],
    ])
  }

  private func extract(_ text: String, _ answer: String) async -> Extraction {
    let model = ScriptedModel { _ in
      let bytes = answer.utf8.count
      return Completion(
        text: answer,
        tokens: (0..<bytes).map {
          Token(range: $0..<($0 + 1), logProbability: -0.01 * Double($0 % 7))
        })
    }
    let pipeline = Pipeline(template: .seed(schema), engine: Engine(model))
    return await CalibratedExtractor(
      pipeline, calibration: calibration, schema: schema,
      fields: [.root.key("a"), .root.key("b")]
    ).extract(Document(id: "d", text: text))
  }

  @Test("every value and the record get a probability")
  func values() async throws {
    let extraction = await extract("Berlin 17", #"{"a": "Berlin", "b": 17}"#)
    for path in ["a", "b"] {
      let confidence = try #require(extraction.values[.root.key(path)]?.confidence)
      #expect(confidence > 0 && confidence < 1)
    }
    let confidence = try #require(extraction.confidence)
    #expect(confidence > 0 && confidence < 1)
  }

  @Test("D1: padding the document with irrelevant text leaves confidence unchanged")
  func padding() async {
    let answer = #"{"a": "Berlin", "b": 18}"#
    let plain = await extract("We met in Berlin.", answer)
    for count in [1, 10, 1_000] {
      let padding = String(repeating: "Nothing of note was said that day. ", count: count)
      let padded = await extract("We met in Berlin. " + padding, answer)
      #expect(padded.confidence == plain.confidence)
      #expect(padded.values.mapValues(\.confidence) == plain.values.mapValues(\.confidence))
    }
  }

  @Test("D1: a value that the document does not hold is trusted less")
  func ungrounded() async throws {
    let answer = #"{"a": "Berlin", "b": null}"#
    let there = await extract("We met in Berlin.", answer).values[.root.key("a")]?.confidence
    let absent = await extract("We met in Munich.", answer).values[.root.key("a")]?.confidence
    #expect(try #require(there) > #require(absent))
  }

  @Test("a field that is left out has a confidence too: that it is rightly absent")
  func leftOut() async {
    let extraction = await extract("Berlin", #"{"a": "Berlin"}"#)
    #expect(extraction.values[.root.key("b")]?.confidence != nil)
  }

  @Test("a failure has no confidence")
  func failure() async {
    let extraction = await extract("Berlin", "no JSON at all")
    #expect(extraction.failure != nil)
    #expect(extraction.confidence == nil)
  }
}
