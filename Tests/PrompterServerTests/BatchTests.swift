import PrompterKit
import Testing

@testable import PrompterServer

@Suite("POST /v1/extract/batch", .timeLimit(.minutes(5)))
struct BatchTests {
  private func failing() throws -> ServedPrompter {
    try served { call in
      guard call.documentID != "bad" else { throw ModelError(.tooLong, "too long") }
      return Completion(text: invoiceAnswer)
    }
  }

  @Test func anArrayIsAnsweredInOrderAndABadItemCostsNoOther() async throws {
    try await RunningService.run(service(ServiceConfiguration(), failing())) { service in
      let answer = try await service.post(
        "/v1/extract/batch",
        [["id": "a", "text": "one"], ["id": "bad", "text": "two"], ["id": "c"], "plain text"])
      #expect(answer.status == 200)
      let lines = answer.json.array ?? []
      #expect(lines.map { $0[key: "status"]?.int } == [200, 422, 422, 200])
      #expect(lines.map { $0[key: "ok"]?.bool } == [true, false, false, true])
      #expect(lines.prefix(2).map { $0[key: "id"]?.string } == ["a", "bad"])
      #expect(lines.first?[key: "data"] == ["number": "42", "total": 41.5])
      #expect(lines[1][key: "error"]?[key: "type"] == "too-long")
      #expect(lines[2][key: "error"]?[key: "type"] == "input-invalid")
    }
  }

  @Test func linesAreAnsweredByLines() async throws {
    try await RunningService.run(service(ServiceConfiguration(), failing())) { service in
      let body =
        "{\"id\": \"a\", \"text\": \"one\"}\n\n{\"id\": \n{\"id\": \"bad\", \"text\": \"x\"}\n"
      let answer = try await service.send(
        "POST", "/v1/extract/batch", ["Content-Type": "application/x-ndjson"],
        body: Array(body.utf8))
      #expect(answer.status == 200)
      #expect(answer.header("content-type") == "application/x-ndjson")
      let lines = try answer.text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
      #expect(Set(lines.map { $0[key: "id"]?.string }) == ["a", "1", "bad"])
      #expect(lines.count { $0[key: "ok"] == true } == 1)
    }
  }

  @Test func aPrompterThatIsNotServedIsRefusedForTheWhole() async throws {
    try await RunningService.run(service()) { (service) async throws in
      for path in ["/v1/extract/batch?prompter=x", "/v1/extract?prompter=x"] {
        #expect(try await service.post(path, ["text"]).status == 404)
      }
      #expect(try await service.post("/v1/extract/batch?prompter=invoices", ["a"]).status == 200)
    }
  }

  @Test func tooManyDocumentsAreRefused() async throws {
    let configuration = configured { $0.limits.batch = 2 }
    try await RunningService.run(service(configuration)) { (service) async throws in
      #expect(try await service.post("/v1/extract/batch", ["a", "b", "c"]).status == 413)
      #expect(try await service.post("/v1/extract/batch", []).status == 422)
      #expect(try await service.post("/v1/extract/batch", ["text": "a"]).status == 422)
      #expect(try await service.post("/v1/extract/batch", text: "a").status == 415)
    }
  }
}
