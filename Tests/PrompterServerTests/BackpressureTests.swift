import PrompterKit
import PrompterTesting
import ServiceLifecycle
import Testing

@testable import PrompterServer

@Suite("Backpressure and ends", .timeLimit(.minutes(5)))
struct BackpressureTests {
  private func slow(_ gate: Gate, _ clock: any MonotonicClock = SystemClock()) throws
    -> ServedPrompter
  {
    try served(clock: clock, engine: EngineConfiguration(concurrency: 50, telemetry: .none)) { _ in
      await gate.pass()
      try Task.checkCancellation()
      return Completion(text: invoiceAnswer)
    }
  }

  @Test func whoFindsPlacesAndLineFullIsToldToComeBack() async throws {
    let gate = Gate()
    let configuration = configured {
      $0.limits.places = 1
      $0.limits.room = 1
    }
    try await RunningService.run(service(configuration, slow(gate))) { service in
      async let first = service.post("/v1/extract", text: "a")
      await gate.wait(for: 1)
      async let second = service.post("/v1/extract", text: "b")
      await eventually { service.service.state.admission.counts.waiting == 1 }
      let third = try await service.post("/v1/extract", text: "c")
      #expect(third.status == 503)
      #expect(third.header("retry-after") != nil)
      await gate.open()
      #expect(try await first.status == 200)
      #expect(try await second.status == 200)
    }
  }

  @Test func documentsOfBatchesTakeNoRoomInTheLineOfRequests() async throws {
    let gate = Gate()
    let configuration = configured {
      $0.limits.places = 1
      $0.limits.room = 1
    }
    try await RunningService.run(service(configuration, slow(gate))) { service in
      async let first = service.post("/v1/extract/batch", ["a", "b"])
      await gate.wait(for: 1)
      async let second = service.post("/v1/extract/batch", ["c"])
      await eventually { service.service.state.admission.counts.waiting >= 1 }
      let waiting = service.service.state.admission.counts.waiting
      async let single = service.post("/v1/extract", text: "d")
      await eventually { service.service.state.admission.counts.waiting == waiting + 1 }
      #expect(try await service.post("/v1/extract", text: "e").status == 503)
      await gate.open()
      for answer in try await [first, second, single] { #expect(answer.status == 200) }
    }
  }

  @Test func aDeadlineEndsARequestAndItsCall() async throws {
    let clock = ManualClock()
    let ended = Shared(false)
    let prompter = try served(clock: clock) { _ in
      defer { ended.update { $0 = true } }
      try await clock.sleep(until: .seconds(1_000))
      return Completion(text: invoiceAnswer)
    }
    var configuration = configured { _ in }
    configuration.clock = clock
    try await RunningService.run(service(configuration, prompter)) { service in
      async let answer = service.post("/v1/extract", ["text": "a", "timeout_ms": 500])
      await clock.waitForSleepers(2)
      clock.advance(by: .seconds(1))
      let status = try await answer.status
      #expect(status == 504)
      #expect(ended.value)
      clock.advance(by: .seconds(1_000))
    }
  }

  @Test func aClientThatLeavesCancelsTheCall() async throws {
    let cancelled = Shared(false)
    let begun = Shared(false)
    let clock = ManualClock()
    let prompter = try served { _ in
      begun.update { $0 = true }
      do { try await clock.sleep(until: .seconds(1)) } catch {
        cancelled.update { $0 = true }
        throw error
      }
      return Completion(text: invoiceAnswer)
    }
    try await RunningService.run(service(ServiceConfiguration(), prompter)) { service in
      let asking = Task { try await service.post("/v1/extract", text: "a") }
      await eventually { begun.value }
      asking.cancel()
      await eventually { cancelled.value }
      #expect(cancelled.value)
      await eventually { service.service.state.work.count == 0 }
    }
  }

  @Test func endingLetsWhatIsUnderWayFinish() async throws {
    let gate = Gate()
    try await RunningService.run(service(ServiceConfiguration(), slow(gate))) { service in
      async let answer = service.post("/v1/extract", text: "a")
      await gate.wait(for: 1)
      await service.group.triggerGracefulShutdown()
      await eventually { service.service.state.isDraining }
      await gate.open()
      let response = try await answer
      #expect(response.status == 200)
      #expect(response.header("connection") == "close")
    }
  }

  @Test func whatTakesTooLongAfterTheEndIsStopped() async throws {
    let clock = ManualClock()
    let begun = Shared(false)
    let prompter = try served { _ in
      begun.update { $0 = true }
      try await ManualClock().sleep(until: .seconds(1))
      return Completion(text: invoiceAnswer)
    }
    var configuration = configured { $0.limits.grace = .seconds(5) }
    configuration.clock = clock
    try await RunningService.run(service(configuration, prompter)) { service in
      async let answer = service.post("/v1/extract", text: "a")
      await eventually { begun.value }
      await service.group.triggerGracefulShutdown()
      await eventually { service.service.state.isDraining }
      await eventually { service.service.state.alarms.count == 2 }
      await clock.waitForSleepers()
      clock.advance(by: .seconds(6))
      let response = try await answer
      #expect(response.status == 503)
      #expect(response.problem == "draining")
    }
  }

  @Test func callersTakeTurns() async throws {
    let admission = Admission(places: 1, room: 100, alarms: Alarms(clock: ManualClock()))
    let gate = Gate()
    let order = Shared<[String]>([])
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await admission.enter("first", patience: nil) { await gate.pass() } }
      await gate.wait(for: 1)
      for (index, caller) in ["greedy", "greedy", "greedy", "modest"].enumerated() {
        tasks.addTask {
          try await admission.enter(caller, patience: nil) { order.update { $0.append(caller) } }
        }
        await eventually { admission.counts.waiting == index + 1 }
      }
      await gate.open()
      try await tasks.waitForAll()
    }
    #expect(order.value == ["greedy", "modest", "greedy", "greedy"])
    #expect(admission.counts.inside == 0)
    #expect(admission.counts.waiting == 0)
  }
}
