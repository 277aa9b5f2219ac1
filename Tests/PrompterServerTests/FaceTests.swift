import Foundation
import PrompterKit
import Testing

@testable import PrompterServer

@Suite("Faces", .timeLimit(.minutes(5)))
struct FaceTests {
  @Test func aClientOfOpenAIGetsARecord() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.post(
        "/v1/chat/completions",
        [
          "model": "invoices",
          "messages": [
            ["role": "system", "content": "ignored"],
            ["role": "user", "content": [["type": "text", "text": "Invoice 42, total 41.50"]]],
          ],
        ])
      #expect(answer.status == 200, "\(answer.text)")
      let message = answer.json[key: "choices"]?.array?.first?[key: "message"]
      let content = message?[key: "content"]?.string ?? ""
      #expect(try JSONParser.parse(content) == JSONParser.parse(invoiceAnswer))
      #expect(answer.json[key: "usage"]?[key: "total_tokens"] == 29)
      let models = try await service.get("/v1/models").json[key: "data"]?.array
      #expect(models?.map { $0[key: "id"]?.string } == ["invoices"])
      let missing = try await service.post(
        "/v1/chat/completions", ["model": "x", "messages": [["role": "user", "content": "a"]]])
      #expect(missing.status == 404)
      #expect(missing.json[key: "error"]?[key: "message"]?.string?.contains("invoices") == true)
    }
  }

  @Test func aStreamEndsAsClientsOfOpenAIExpect() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.post(
        "/v1/chat/completions",
        ["model": "invoices", "stream": true, "messages": [["role": "user", "content": "a"]]])
      let events = answer.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
      #expect(events.last == "data: [DONE]")
      let content = try events.dropLast().map { try JSONParser.parse(String($0.dropFirst(6))) }
        .compactMap { $0[key: "choices"]?.array?.first?[key: "delta"]?[key: "content"]?.string }
      #expect(try JSONParser.parse(content.joined()) == JSONParser.parse(invoiceAnswer))
    }
  }

  @Test func eventsTellOfARecordAndOfItsFailure() async throws {
    let prompter = try served("bad") { _ in throw ModelError(.tooLong, "too long") }
    try await RunningService.run(service(ServiceConfiguration(), served(), prompter)) { service in
      let answer = try await service.post("/v1/extract", text: "a", ["Accept": "text/event-stream"])
      #expect(answer.header("content-type") == "text/event-stream")
      #expect(answer.text.contains("event: partial\ndata: {\"number\":\"42\""))
      #expect(answer.text.contains("event: done\n"))
      let bad = try await service.post(
        "/v1/extract", ["text": "a", "stream": true, "prompter": "bad"])
      #expect(bad.text.hasPrefix("event: error\n"))
    }
  }

  @Test func fieldsComeWhileTheModelWrites() async throws {
    let prompter = try served { call in
      call.listener?.began()
      for piece in [#"{"number": "4"#, #"2", "total""#, ": 41.5}"] { call.listener?.wrote(piece) }
      return Completion(text: invoiceAnswer)
    }
    var gated = try served("gated") { call in
      #expect(call.listener == nil)
      return Completion(text: invoiceAnswer)
    }
    gated.gate = Acceptance(threshold: 0.5)
    try await RunningService.run(service(ServiceConfiguration(), prompter, gated)) { service in
      func events(_ name: String) async throws -> [String] {
        try await service.post(
          "/v1/extract", ["text": "a", "stream": true, "prompter": .string(name)]
        )
        .text.components(separatedBy: "\n\n").filter { $0.hasPrefix("event: partial") }
        .map { String($0.dropFirst("event: partial\ndata: ".count)) }
      }
      let whole = #"{"number":"42","total":41.5}"#
      let (open, held) = (try await events("invoices"), try await events("gated"))
      #expect(open == [#"{"number":"42"}"#, whole])
      #expect(held == [whole])
    }
  }

  @Test func theDescriptionHoldsTheSchemasOfThePrompters() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.get("/openapi.json").json
      #expect(answer[key: "openapi"] == "3.1.0")
      let schemas = answer[key: "components"]?[key: "schemas"]
      let record = schemas?[key: "Record_0_invoices"]
      #expect(record?[key: "properties"]?[key: "total"] == ["type": "number"])
      #expect(schemas?[key: "PrompterName"]?[key: "enum"] == ["invoices"])
      func taken(_ path: String) -> Set<String> {
        let operation = answer[key: "paths"]?[key: path]?[key: "post"]
        return Set(operation?[key: "requestBody"]?[key: "content"]?.object?.keys ?? [])
      }
      #expect(
        taken("/v1/extract").isSuperset(of: ["text/html", "application/pdf", "message/rfc822"]))
      #expect(taken("/v1/extract/batch").contains(BatchBody.linesType))
      // Each route is described, and each description is of a route.
      let described = Set(answer[key: "paths"]?.object?.keys ?? [])
      let undescribed: Set = ["/health", "/openapi.json", "/docs", "/v1/models/{model}"]
      let routes = Set(PrompterService.routes(service.service.state, nil).map(\.path))
        .filter { $0.hasPrefix("/v1") || $0.hasPrefix("/health") || $0 == "/metrics" }
      #expect(described == routes.subtracting(undescribed))
    }
  }

  @Test func measuresAreShownWithoutAnythingOfDocuments() async throws {
    let metrics = PrometheusRegistry()
    let configuration = ServiceConfiguration(metrics: metrics)
    let engine = EngineConfiguration(telemetry: Telemetry(metrics: metrics))
    try await RunningService.run(service(configuration, served(engine: engine))) { service in
      _ = try await service.post("/v1/extract", ["id": "secret-id", "text": "secret words"])
      _ = try await service.get("/secret/path")
      let text = try await service.get("/metrics").text
      #expect(text.contains("prompter_requests_total{route=\"/v1/extract\",status=\"200\"} 1\n"))
      #expect(text.contains("prompter_requests_total{route=\"other\",status=\"404\"} 1\n"))
      #expect(text.contains("prompter_llm_calls_total{model=\"test/scripted\",outcome=\"ok\"} 1\n"))
      #expect(
        text.contains(
          "prompter_request_duration_seconds_bucket{route=\"/v1/extract\",le=\"+Inf\"} 1"))
      #expect(text.contains("prompter_inflight 0\n"))
      #expect(!text.contains("secret"))
    }
  }

  @Test func labelsOfStrangersCannotFillTheMemory() {
    let registry = PrometheusRegistry(maximumCount: 10)
    for number in 0..<100 {
      registry.counter("a_total", [("label", "\(number)\"\n\\")]).increment(by: 1.0)
    }
    let text = registry.exposition()
    #expect(text.contains("a_total{label=\"0\\\"\\n\\\\\"} 1\n"))
    #expect(text.split(separator: "\n").count == 13)
    #expect(text.contains("prompter_metrics_dropped_total 90"))
  }
}
