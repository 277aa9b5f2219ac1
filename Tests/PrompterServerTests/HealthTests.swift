import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("Health", .timeLimit(.minutes(5)))
struct HealthTests {
  @Test func livenessAnswersOverALiveSocket() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.get("/health/live")
      #expect(answer.status == 200)
      #expect(answer.text == "live\n")
      let missing = try await service.get("/no/such/path")
      #expect(missing.status == 404)
      #expect(missing.problem == "not-found")
    }
  }

  @Test func anotherMethodIsNamedWithThoseThatThereAre() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.send("DELETE", "/v1/extract")
      #expect(answer.status == 405)
      #expect(answer.header("allow") == "POST")
      #expect(try await service.send("HEAD", "/health/live").status == 200)
    }
  }

  @Test func readinessNamesThePrompters() async throws {
    try await RunningService.run(service()) { service in
      let answer = try await service.get("/health/ready")
      #expect(answer.status == 200)
      #expect(answer.json[key: "prompters"] == ["invoices"])
      service.service.state.drain()
      #expect(try await service.get("/health/ready").status == 503)
      #expect(try await service.get("/health/live").status == 200)
    }
  }

  @Test func nothingIsKnownOfAModelThatHasNeverAnswered() async throws {
    let isUp = Shared(false)
    let engine = EngineConfiguration(retry: RetryPolicy(retries: 0), telemetry: .none)
    let prompter = try served(engine: engine) { _ in
      guard isUp.value else { throw ModelError(.network, "nobody is there") }
      return Completion(text: invoiceAnswer)
    }
    try await RunningService.run(service(configured { _ in }, prompter)) { service in
      func upstream() async throws -> JSONValue? {
        try await service.get("/health/ready").json[key: "upstream"]
      }
      #expect(try await upstream() == "unknown")
      _ = try await service.post("/v1/extract", text: "a")
      #expect(try await upstream() == "unknown")
      isUp.update { $0 = true }
      _ = try await service.post("/v1/extract", text: "b")
      #expect(try await upstream() == "ok")
    }
  }

  @Test("a hundred slow requests in flight leave the probe prompt")
  func slowRequests() async throws {
    let gate = Gate()
    let prompter = try served(engine: EngineConfiguration(concurrency: 100, telemetry: .none)) {
      _ in
      await gate.pass()
      return Completion(text: invoiceAnswer)
    }
    let configuration = configured { $0.limits.places = 100 }
    try await RunningService.run(service(configuration, prompter)) { service in
      try await withThrowingTaskGroup(of: Int.self) { tasks in
        for number in 0..<100 {
          tasks.addTask { try await service.post("/v1/extract", text: "invoice \(number)").status }
        }
        await gate.wait(for: 100)
        #expect(try await service.get("/health/live").status == 200)
        await gate.open()
        for try await status in tasks { #expect(status == 200) }
      }
    }
  }
}
