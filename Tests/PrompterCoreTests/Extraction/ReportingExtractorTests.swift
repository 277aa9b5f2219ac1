import Logging
import MetricsTestKit
import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("log and metrics of records", .timeLimit(.minutes(5))) struct ReportingExtractorTests {
  private let log = CapturedLog()
  private let metrics = TestMetrics()
  private let prompter = [("prompter", "p@1")]
  private let schema: Schema

  init() throws {
    schema = try Schema([
      "type": "object", "required": ["n"],
      "properties": [
        "n": ["type": "integer"], "note": ["type": ["string", "null"]],
        "items": [
          "type": "array",
          "items": ["type": "object", "properties": ["price": ["type": ["number", "null"]]]],
        ],
        "tags": ["type": "object", "additionalProperties": ["type": ["string", "null"]]],
      ],
    ])
  }

  /// Answers with what a test says.
  private struct Said: Extractor {
    let extraction: @Sendable (Document) -> Extraction

    func extract(
      _ document: Document, repetition: Int, deadline: Duration?
    ) async -> Extraction { extraction(document) }
  }

  private func extract(
    id: String = "d", threshold: Double? = nil, fallback: Double? = nil,
    _ make: @escaping @Sendable (Document) -> Extraction
  ) async -> Extraction {
    await ReportingExtractor(
      Said(extraction: make), prompter: "p@1", schema: schema, threshold: fallback,
      Telemetry(logger: log.logger, metrics: metrics, confidenceThreshold: threshold)
    ).extract(Document(id: id, text: "Jane Roe of Elm Street"))
  }

  private static func record(
    _ value: JSONValue, confidence: Double? = nil, repairs: [String] = []
  ) -> @Sendable (Document) -> Extraction {
    { document in
      var extraction = Extraction(documentID: document.id, result: .success(value), attempts: 1)
      extraction.confidence = confidence
      extraction.repairs = repairs.map { Repair(rule: $0) }
      return extraction
    }
  }

  @Test("records by outcome, repairs by rule")
  func outcomes() async {
    _ = await extract(Self.record(["n": 1], repairs: ["fence", "fence", "enum_match"]))
    _ = await extract {
      Extraction(documentID: $0.id, result: .failure(.invalid("Elm is no number")))
    }
    _ = await extract {
      Extraction(documentID: $0.id, result: .failure(.noAnswer(ModelError(.timeout, "x"))))
    }
    func records(_ outcome: String) -> Int {
      metrics.total("prompter_records_total", prompter + [("outcome", outcome)])
    }
    #expect(records("ok") == 1 && records("invalid_answer") == 1 && records("timeout") == 1)
    #expect(metrics.total("prompter_repairs_total", prompter + [("rule", "fence")]) == 2)
    #expect(metrics.total("prompter_repairs_total", prompter + [("rule", "enum_match")]) == 1)
  }

  @Test(
    "confidence, and how many records are below the threshold that counts",
    arguments: [(0.7, nil, 2), (nil, 0.4, 1), (0.7, 0.4, 2), (nil, nil, 0)]
      as [(Double?, Double?, Int)])
  func confidence(threshold: Double?, fallback: Double?, under: Int) async throws {
    for confidence in [0.3, 0.6, 0.9] {
      _ = await extract(
        threshold: threshold, fallback: fallback, Self.record(["n": 1], confidence: confidence))
    }
    _ = await extract(threshold: threshold, Self.record(["n": 1]))
    let values = try metrics.expectRecorder("prompter_confidence", prompter).values
    #expect(values.sorted() == [0.3, 0.6, 0.9])
    #expect(metrics.total("prompter_records_under_threshold_total", prompter) == under)
  }

  @Test("nulls by field of the schema, left out or said; keys of a map are no fields")
  func nulls() async {
    _ = await extract(Self.record(["n": 1, "note": nil, "items": [["price": nil], ["price": 2]]]))
    _ = await extract(Self.record(["n": 1, "items": [], "tags": ["Jane Roe": nil]]))
    func nulls(_ field: String) -> Int {
      metrics.total("prompter_null_fields_total", prompter + [("field", field)])
    }
    #expect(nulls("note") == 2 && nulls("n") == 0 && nulls("tags") == 1)
    #expect(nulls("items[].price") == 1)
    #expect(!metrics.counters.contains { "\($0.dimensions)".contains("Jane") })
  }

  @Test("a document without a record is a notice that says its class, never its words")
  func failures() async throws {
    _ = await extract(id: "d1", Self.record(["n": 1], confidence: 0.5, repairs: ["fence"]))
    _ = await extract(id: "d2") {
      Extraction(
        documentID: $0.id, result: .failure(.invalid("'Elm Street' is no number")), attempts: 2)
    }
    let done = try #require(log.first("document is done"))
    #expect(done.level == .debug && done.said("document") == "d1")
    #expect(done.said("confidence") == "0.5" && done.said("repairs") == "fence")
    let failed = try #require(log.first("document has no record"))
    #expect(failed.level == .notice && failed.said("error") == "invalid_answer")
    #expect(failed.said("document") == "d2" && failed.said("attempts") == "2")
    #expect(failed.said("prompter") == "p@1")
    #expect(!log.text.contains("Elm"))
  }
}
