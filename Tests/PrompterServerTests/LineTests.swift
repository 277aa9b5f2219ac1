import Foundation
import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("Lines of batches and jobs", .timeLimit(.minutes(5)))
struct LineTests {
  private static let address = "127.0.0.1:9"

  private func unreachable() throws -> ServedPrompter {
    let engine = EngineConfiguration(retry: RetryPolicy(retries: 0), telemetry: .none)
    return try served(engine: engine) { _ in
      throw ModelError(.network, "openai: nothing listens at \(Self.address)")
    }
  }

  @Test func aLineSaysWhatTheProblemOfASingleRequestSays() async throws {
    let folder = try TemporaryFolder()
    let store = try JobStore(folder.path("jobs.sqlite"))
    let configuration = configured { $0.jobs = store }
    try await RunningService.run(service(configuration, unreachable())) { service in
      let alone = try await service.post("/v1/extract", ["id": "a", "text": "a"])
      let batch = try await service.post("/v1/extract/batch", [["id": "a", "text": "a"]])
      let path = try #require(
        try await service.post("/v1/jobs", [["id": "a", "text": "a"]]).header("location"))
      while try await service.get(path).json[key: "done"] != 1 { await Task.yield() }
      let results = try await service.get(path + "/results").text
      for line in [batch.json.array?.first ?? .null, try JSONParser.parse(results)] {
        #expect(line[key: "id"] == "a")
        #expect(line[key: "status"]?.int == alone.status)
        #expect(line[key: "error"]?[key: "message"] == alone.json[key: "detail"])
        #expect(line[key: "error"]?[key: "type"] == "upstream-failed")
        #expect(line[key: "error"]?[key: "retryable"] == true)
        #expect(line[key: "attempts"] == 1)
        #expect(!line.text().contains(Self.address))
      }
    }
  }

  @Test func whoElseWasAskedIsNamedWithoutTheEnginesWords() throws {
    var extraction = Extraction(documentID: "a", result: .success(["number": "1", "total": 1]))
    extraction.origin = .init(
      prompter: "b", model: "test/b",
      detours: [
        .init(
          prompter: "a", model: "test/a", reason: "nothing listens at \(Self.address)",
          type: "network")
      ], cost: nil)
    let line = JSONValue.object(try served().line(extraction))
    #expect(line[key: "fallback"]?.array?.first?[key: "reason"] == "network")
    #expect(!line.text().contains(Self.address))
  }

  @Test func aRecordThatIsHeldBackIsInNoLine() async throws {
    struct Doubtful: Extractor {
      func extract(_ document: Document, repetition: Int, deadline: Duration?) async -> Extraction {
        var extraction = Extraction(
          documentID: document.id, result: .success(["number": "s3cret", "total": 41.5]),
          values: [FieldPath.root.key("number"): .init(confidence: 0.62)])
        extraction.confidence = 0.6
        extraction.repairs = [
          Repair(rule: "r", path: .root, before: "s3cret", after: "s3cret")
        ]
        return extraction
      }
    }
    var prompter = ServedPrompter(
      name: "invoices", reference: "invoices@1", schema: try Schema(json: invoiceSchema),
      model: "test/scripted", hash: "00", isCalibrated: true, extractor: Doubtful(),
      clock: SystemClock(), price: nil)
    prompter.gate = Acceptance(threshold: 0.9)
    try await RunningService.run(service(ServiceConfiguration(), prompter)) { service in
      let answer = try await service.post("/v1/extract/batch", ["a"])
      let line = answer.json.array?.first ?? .null
      #expect(line[key: "ok"] == false && line[key: "status"] == 422)
      #expect(line[key: "data"] == .null && line[key: "fields"] == [:])
      #expect(line[key: "confidence"] == 0.6)
      #expect(line[key: "error"]?[key: "errors"]?.array?.first?[key: "path"] == "number")
      #expect(!answer.text.contains("s3cret"))
    }
  }

  @Test func aBadItemKeepsItsID() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.post(
        "/v1/extract/batch",
        [
          ["id": "f", "file": "@@"], ["id": 7, "text": "a"],
          ["id": .string(String(repeating: "a", count: 600)), "text": "a"], 8,
        ])
      #expect(answer.json.array?.map { $0[key: "id"]?.string } == ["f", "1", "2", "3"])
    }
  }

  @Test(
    "a job that is refused says where",
    arguments: [
      (#"["a", {"text": 7}]"#, "[1].text"), (#"["a", 7]"#, "[1]"), (#"["a", {"id": "x"}]"#, "[1]"),
      (#"["a", {"text": "a", "prompter": "x"}]"#, "[1].prompter"),
    ])
  func placesOfBadItems(body: String, path: String) async throws {
    let folder = try TemporaryFolder()
    let store = try JobStore(folder.path("jobs.sqlite"))
    try await RunningService.run(service(configured { $0.jobs = store })) { service in
      let answer = try await service.post("/v1/jobs", JSONParser.parse(body))
      #expect(answer.status == 422 || answer.status == 404)
      #expect(answer.json[key: "errors"]?.array?.map { $0[key: "path"]?.string } == [path])
    }
  }

  @Test func theTextThatWasReadComesWhenItIsAskedFor() async throws {
    let page = JSONValue.string(Data("<p>Invoice <b>42</b></p>".utf8).base64EncodedString())
    let item: JSONValue = ["file": page, "file_name": "a.html", "with_text": true]
    let form =
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\n\r\n"
      + "<p>Invoice 42</p>\r\n--x\r\nContent-Disposition: form-data; name=\"with_text\"\r\n\r\n"
      + "true\r\n--x--\r\n"
    try await RunningService.run(service()) { service in
      let answers = try await [
        service.post("/v1/extract", item).json,
        service.post("/v1/extract/batch", [item]).json.array?.first ?? .null,
        service.post("/v1/extract?with_text=1", text: "Invoice 42").json,
        service.send(
          "POST", "/v1/extract", ["Content-Type": "multipart/form-data; boundary=x"],
          body: Array(form.utf8)
        ).json,
      ]
      for answer in answers { #expect(answer[key: "text"] == "Invoice 42", "\(answer.text())") }
      let plain = try await service.post("/v1/extract", ["file": page, "file_name": "a.html"])
      #expect(plain.json[key: "ok"] == true && plain.json[key: "text"] == nil)
      let bad = try await service.post("/v1/extract", ["text": "a", "with_text": 1])
      #expect(bad.status == 422)
      #expect(try await service.post("/v1/extract?with_text=x", text: "a").status == 422)
    }
  }
}
