import Foundation
import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("POST /v1/extract", .timeLimit(.minutes(5)))
struct ExtractTests {
  private static let text = "Invoice 42, total 41.50 EUR"

  @Test func aTextGivesItsRecordWithEvidence() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.post("/v1/extract", text: Self.text, ["X-Request-Id": "r-1"])
      #expect(answer.status == 200)
      #expect(answer.header("x-request-id") == "r-1")
      #expect(answer.json[key: "request_id"] == "r-1")
      #expect(answer.json[key: "data"] == ["number": "42", "total": 41.5])
      #expect(answer.json[key: "fields"]?[key: "total"]?[key: "evidence"] == [18, 23])
      #expect(answer.json[key: "usage"] == ["input_tokens": 20, "output_tokens": 9])
      #expect(answer.json[key: "prompter"] == "invoices@1")
      // What the schema route says is what the record is.
      let schema = try await Schema(service.get("/v1/schema").json)
      #expect(schema.violations(of: answer.json[key: "data"] ?? .null).isEmpty)
    }
  }

  @Test func everyFormOfADocumentIsRead() async throws {
    let seen = Shared<[String]>([])
    let prompter = try served { call in
      seen.update { $0.append(call.prompt.messages.map(\.text).joined()) }
      return Completion(text: invoiceAnswer)
    }
    let page = Data("<p>Invoice <b>fortytwo</b></p>".utf8).base64EncodedString()
    let form =
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\n\r\n"
      + "<i>a form</i>\r\n--x--\r\n"
    try await RunningService.run(service(ServiceConfiguration(), prompter)) { service in
      let answers = try await [
        service.post("/v1/extract", ["text": "plain words"]),
        service.post("/v1/extract", ["file": .string(page), "file_name": "a.html"]),
        service.post("/v1/extract", ["input": ["vendor": "named input"]]),
        service.send(
          "POST", "/v1/extract", ["Content-Type": "multipart/form-data; boundary=x"],
          body: Array(form.utf8)),
        service.send(
          "POST", "/v1/extract", ["Content-Type": "text/html"], body: Array("<h1>a page</h1>".utf8)),
      ]
      for answer in answers { #expect(answer.status == 200, "\(answer.text)") }
    }
    let words = ["plain words", "Invoice fortytwo", "named input", "a form", "a page"]
    for (prompt, word) in zip(seen.value, words) { #expect(prompt.contains(word), "\(prompt)") }
    #expect(seen.value.allSatisfy { !$0.contains("<b>") && !$0.contains("<h1>") })
  }

  @Test(
    "what is wrong with a request is said in a problem",
    arguments: [
      ("application/json", "{\"text\": ", 400, "bad-request"),
      ("application/json", "[[[[]]", 400, "bad-request"),
      ("application/json", String(repeating: "[", count: 5_000), 400, "bad-request"),
      ("application/json", "[]", 422, "input-invalid"),
      ("application/json", #"{"text": 7}"#, 422, "input-invalid"),
      ("application/json", #"{"text": "a", "file": "YQ=="}"#, 422, "input-invalid"),
      ("application/json", #"{"file": "not base64!"}"#, 422, "input-invalid"),
      ("application/json", #"{"text": "a", "unheard": 1}"#, 422, "input-invalid"),
      ("application/json", #"{"text": "a", "timeout_ms": 99}"#, 422, "input-invalid"),
      ("application/json", #"{"image": "", "media_type": "image/png"}"#, 422, "input-invalid"),
      ("application/json", #"{"file": ""}"#, 422, "input-invalid"),
      ("application/json", #"{"input": {}}"#, 422, "input-invalid"),
      ("application/json", #"{"text": " "}"#, 422, "input-invalid"),
      ("application/json", #"{"text": "a", "prompter": "other"}"#, 404, "unknown-prompter"),
      ("application/zip", "PK", 415, "media-type"),
      ("application/pdf", "no pdf", 422, "document-unreadable"),
      ("multipart/form-data; boundary=x", "--y--", 400, "bad-request"),
      ("multipart/form-data", "--y--", 400, "bad-request"),
      ("text/plain", "", 422, "input-invalid"),
    ])
  func badRequests(type: String, body: String, status: Int, problem: String) async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.send(
        "POST", "/v1/extract", ["Content-Type": type], body: Array(body.utf8))
      #expect(answer.status == status, "\(answer.text)")
      #expect(answer.problem == problem, "\(answer.text)")
      #expect(answer.json[key: "request_id"]?.string == answer.header("x-request-id"))
    }
  }

  @Test func tooMuchIsRefusedWhetherAnnouncedOrNot() async throws {
    let configuration = configured {
      $0.limits.body = 1_000
      $0.limits.text = 100
    }
    try await RunningService.run(service(configuration)) { service in
      let long = String(repeating: "a", count: 5_000)
      let announced = try await service.post("/v1/extract", text: long)
      #expect(announced.status == 413)
      #expect(announced.header("connection") == "close")
      let streamed = try await service.post(
        "/v1/extract", text: long, ["Transfer-Encoding": "chunked"])
      #expect(streamed.status == 413)
      let text = try await service.post("/v1/extract", text: String(repeating: "a", count: 500))
      #expect(text.status == 413)
      #expect(try await service.get("/health/live").status == 200)
    }
  }

  @Test(
    "what goes wrong behind the service is not the caller's fault",
    arguments: [
      (ModelError.Kind.credentials, 502), (.quota, 502), (.rateLimited, 503), (.server, 502),
      (.network, 502), (.deadline, 504), (.tooLong, 422), (.filtered, 422), (.unavailable, 503),
      (.badResponse, 502), (.budget, 503),
    ] as [(ModelError.Kind, Int)])
  func upstreamFailures(kind: ModelError.Kind, status: Int) async throws {
    let engine = EngineConfiguration(retry: RetryPolicy(retries: 0), telemetry: .none)
    let prompter = try served(engine: engine) { _ in
      throw ModelError(kind, "the words", status: 429)
    }
    try await RunningService.run(service(ServiceConfiguration(), prompter)) { service in
      let answer = try await service.post("/v1/extract", text: "the document")
      #expect(answer.status == status, "\(answer.text)")
      #expect(!answer.text.contains("the document"))
      #expect((answer.header("retry-after") != nil) == (status == 503))
    }
  }

  @Test func anAnswerThatStaysUnusableIsUnprocessable() async throws {
    let prompter = try served { _ in Completion(text: #"{"number": "42"}"#) }
    try await RunningService.run(service(ServiceConfiguration(), prompter)) { service in
      let answer = try await service.post("/v1/extract", text: "the document")
      #expect(answer.status == 422)
      #expect(answer.problem == "output-invalid")
      let faults = answer.json[key: "errors"]?.array ?? []
      #expect(faults.map { $0[key: "path"] } == ["total"])
      #expect(faults.first?[key: "message"]?.string?.isEmpty == false)
    }
  }

  @Test func aRecordThatIsTrustedTooLittleIsHeldBackWithItsEvidence() async throws {
    struct Doubtful: Extractor {
      func extract(_ document: Document, repetition: Int, deadline: Duration?) async -> Extraction {
        let (number, total) = (FieldPath.root.key("number"), FieldPath.root.key("total"))
        var extraction = Extraction(
          documentID: document.id, result: .success(["number": "42", "total": 41.5]),
          values: [
            number: .init(confidence: 0.99, evidence: PrompterKit.Span(start: 8, end: 10)),
            total: .init(confidence: 0.62),
          ])
        extraction.confidence = document.text == "unknown" ? nil : 0.6
        return extraction
      }
    }
    var prompter = ServedPrompter(
      name: "invoices", reference: "invoices@1", schema: try Schema(json: invoiceSchema),
      model: "test/scripted", hash: "00", isCalibrated: true, extractor: Doubtful(),
      clock: SystemClock(), price: nil)
    prompter.gate = Acceptance(threshold: 0.9)
    try await RunningService.run(service(ServiceConfiguration(), prompter)) { service in
      let answer = try await service.post("/v1/extract", text: Self.text)
      #expect(answer.status == 422)
      #expect(answer.problem == "low-confidence")
      let faults = answer.json[key: "errors"]?.array ?? []
      #expect(faults.map { $0[key: "path"] } == ["total"])
      #expect(faults.first?[key: "message"] == "confidence 0.62, value not found in the source")
      let lines = try await service.post("/v1/extract/batch", ["a", "unknown"]).json.array ?? []
      #expect(lines.map { $0[key: "ok"] } == [false, true])
    }
  }
}
