import PrompterKit
import PrompterTesting
import ServiceLifecycle
import Testing

@testable import PrompterServer

@Suite("What is stopped", .timeLimit(.minutes(5)))
struct StoppingTests {
  /// A prompter whose model never answers, and how many calls were begun and cancelled.
  private struct Stuck {
    let calls = Shared(0)
    let cancelled = Shared(0)
    let prompter: ServedPrompter

    init(concurrency: Int = 50, clock: any MonotonicClock = SystemClock()) throws {
      let (calls, cancelled) = (calls, cancelled)
      let engine = EngineConfiguration(concurrency: concurrency, telemetry: .none)
      prompter = try served(clock: clock, engine: engine) { _ in
        calls.update { $0 += 1 }
        do { try await ManualClock().sleep(until: .seconds(1)) } catch {
          cancelled.update { $0 += 1 }
          throw error
        }
        return Completion(text: invoiceAnswer)
      }
    }
  }

  private static let three: JSONValue = ["one", "two", "three"]

  private func statuses(_ answer: PrompterKit.HTTPResponse) -> [Int?] {
    answer.json.array?.map { $0[key: "status"]?.int } ?? []
  }

  private func types(_ answer: PrompterKit.HTTPResponse) -> [String?] {
    answer.json.array?.map { $0[key: "error"]?[key: "type"]?.string } ?? []
  }

  @Test func afterTheGraceNothingOfABatchBegins() async throws {
    let clock = ManualClock()
    let stuck = try Stuck()
    var configuration = configured {
      $0.limits.grace = .seconds(5)
      $0.limits.places = 1
    }
    configuration.clock = clock
    try await RunningService.run(service(configuration, stuck.prompter)) { service in
      async let answer = service.post("/v1/extract/batch", Self.three)
      await eventually { stuck.calls.value == 1 }
      await service.group.triggerGracefulShutdown()
      await eventually { service.service.state.alarms.count == 2 }
      await clock.waitForSleepers()
      clock.advance(by: .seconds(6))
      let response = try await answer
      #expect(statuses(response) == [503, 503, 503])
      #expect(types(response) == ["draining", "draining", "draining"])
      #expect(stuck.calls.value == 1)
    }
  }

  @Test func theTimeOfABatchIsThatOfTheWholeRequest() async throws {
    let clock = ManualClock()
    let stuck = try Stuck(clock: clock)
    var configuration = configured {
      $0.limits.deadline = .seconds(2)
      $0.limits.places = 1
    }
    configuration.clock = clock
    try await RunningService.run(service(configuration, stuck.prompter)) { service in
      async let answer = service.post("/v1/extract/batch", Self.three)
      await eventually { stuck.calls.value == 1 }
      await clock.waitForSleepers()
      clock.advance(by: .seconds(3))
      let response = try await answer
      #expect(statuses(response) == [504, 504, 504])
      #expect(types(response) == ["deadline", "deadline", "deadline"])
      #expect(!response.text.contains("interrupted"))
      #expect(stuck.calls.value == 1)
    }
  }

  @Test func theTimeOfAnItemBeginsWithTheRequest() async throws {
    let clock = ManualClock()
    let stuck = try Stuck(clock: clock)
    var configuration = configured { $0.limits.places = 1 }
    configuration.clock = clock
    try await RunningService.run(service(configuration, stuck.prompter)) { service in
      async let answer = service.post(
        "/v1/extract/batch", [["text": "a", "timeout_ms": 500], ["text": "b", "timeout_ms": 900]])
      await eventually { stuck.calls.value == 1 }
      await clock.waitForSleepers()
      clock.advance(by: .seconds(1))
      let response = try await answer
      #expect(statuses(response) == [504, 504])
      #expect(stuck.calls.value == 1)
    }
  }

  @Test(
    "a client that leaves a batch cancels what is under way and what waits",
    arguments: ["application/json", "application/x-ndjson"])
  func aClientLeavesABatch(type: String) async throws {
    let stuck = try Stuck()
    let metrics = PrometheusRegistry()
    var configuration = ServiceConfiguration(metrics: metrics)
    configuration.limits.places = 2
    try await RunningService.run(service(configuration, stuck.prompter)) { service in
      let isArray = type == "application/json"
      let text =
        isArray
        ? JSONValue.array(.init(repeating: "a", count: 20)).text()
        : String(repeating: "\"a\"\n", count: 20)
      let asking = Task {
        try await service.send(
          "POST", "/v1/extract/batch", ["Content-Type": type], body: Array(text.utf8))
      }
      await eventually { stuck.calls.value == 2 }
      asking.cancel()
      await eventually { stuck.cancelled.value == 2 }
      await eventually { service.service.state.work.count == 0 }
      if isArray {
        let counted = #"prompter_requests_total{route="/v1/extract/batch",status="499"} 1"#
        await eventually { metrics.exposition().contains(counted) }
        #expect(metrics.exposition().contains(counted))
      }
      #expect(stuck.calls.value == 2)
    }
    #expect(stuck.calls.value == 2)
  }

  @Test func aJobThatIsCalledOffStopsItsCallsAndSendsNoMore() async throws {
    let folder = try TemporaryFolder()
    let store = try JobStore(folder.path("jobs.sqlite"))
    let stuck = try Stuck(concurrency: 1)
    let configuration = configured { $0.jobs = store }
    try await RunningService.run(service(configuration, stuck.prompter)) { service in
      let taken = try await service.post("/v1/jobs", Self.three)
      let path = try #require(taken.header("location"))
      await eventually {
        stuck.calls.value == 1 && service.service.state.admission.counts.inside == 3
      }
      let job = try await service.send("POST", path + "/cancel").json
      #expect(job[key: "state"] == "cancelled")
      await eventually { service.service.state.work.count == 0 }
      #expect(stuck.cancelled.value == 1)
      #expect(stuck.calls.value == 1)
      #expect(try await service.get(path).json[key: "done"] == 0)
      // Others are worked on as before.
      _ = try await service.post("/v1/jobs", ["another"])
      await eventually { stuck.calls.value == 2 }
      #expect(stuck.calls.value == 2)
    }
  }

  @Test func aJobOutlivesAnEndThatStopsARequest() async throws {
    let folder = try TemporaryFolder()
    let clock = ManualClock()
    let stuck = try Stuck()
    var configuration = try configured {
      $0.limits.grace = .seconds(5)
      $0.jobs = try JobStore(folder.path("jobs.sqlite"))
    }
    configuration.clock = clock
    let path = try await RunningService.run(service(configuration, stuck.prompter)) { service in
      let taken = try await service.post("/v1/jobs", Self.three)
      await eventually { stuck.calls.value == 3 }
      async let answer = service.post("/v1/extract", text: "a")
      await eventually { stuck.calls.value == 4 }
      await service.group.triggerGracefulShutdown()
      await eventually { service.service.state.alarms.count == 5 }
      await clock.waitForSleepers()
      clock.advance(by: .seconds(6))
      #expect(try await answer.status == 503)
      return try #require(taken.header("location"))
    }
    #expect(stuck.calls.value == 4)
    let next = try configured { $0.jobs = try JobStore(folder.path("jobs.sqlite")) }
    try await RunningService.run(service(next)) { service in
      var job = JSONValue.null
      while job[key: "state"] != "done", !Task.isCancelled {
        job = try await service.get(path).json
      }
      #expect(job[key: "done"] == 3 && job[key: "failed"] == 0)
    }
  }
}
