import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("Jobs, keys and feedback", .timeLimit(.minutes(5)))
struct JobTests {
  /// Waits until a job is done and gives its last state.
  private func done(_ service: RunningService, _ path: String) async throws -> JSONValue {
    while true {
      let job = try await service.get(path).json
      if job[key: "state"] == "done" || job[key: "state"] == "cancelled" { return job }
      await Task.yield()
    }
  }

  @Test func aJobIsTakenAndItsResultsAreFetchedLater() async throws {
    let folder = try TemporaryFolder()
    let store = try JobStore(folder.path("jobs.sqlite"))
    let prompter = try served { call in
      guard call.documentID != "bad" else { throw ModelError(.tooLong, "too long") }
      return Completion(text: invoiceAnswer)
    }
    try await RunningService.run(service(configured { $0.jobs = store }, prompter)) { service in
      let taken = try await service.post(
        "/v1/jobs", [["id": "a", "text": "one"], ["id": "bad", "text": "two"], "three"])
      #expect(taken.status == 202, "\(taken.text)")
      let path = try #require(taken.header("location"))
      let job = try await done(service, path)
      #expect(job[key: "total"] == 3 && job[key: "done"] == 3 && job[key: "failed"] == 1)
      let text = try await service.get(path + "/results").text
      let lines = try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
      #expect(lines.map { $0[key: "ok"] } == [true, false, true])
      #expect(lines.prefix(2).map { $0[key: "id"] } == ["a", "bad"])
      #expect(try await service.get("/v1/jobs/other").status == 404)
      #expect(try await service.post("/v1/jobs", [["text": 7]]).status == 422)
    }
  }

  @Test func whatIsNotDoneIsDoneAfterARestart() async throws {
    let folder = try TemporaryFolder()
    let clock = ManualClock()
    let stuck = try served { call in
      if call.documentID == "slow" { try await clock.sleep(until: .seconds(1)) }
      return Completion(text: invoiceAnswer)
    }
    let first = try JobStore(folder.path("jobs.sqlite"))
    let path = try await RunningService.run(service(configured { $0.jobs = first }, stuck)) {
      service in
      let taken = try await service.post(
        "/v1/jobs", [["id": "quick", "text": "one"], ["id": "slow", "text": "two"]])
      let path = try #require(taken.header("location"))
      while try await service.get(path).json[key: "done"] != 1 { await Task.yield() }
      return path
    }
    let second = try JobStore(folder.path("jobs.sqlite"))
    try await RunningService.run(service(configured { $0.jobs = second })) { service in
      let job = try await done(service, path)
      #expect(job[key: "done"] == 2 && job[key: "failed"] == 0)
    }
  }

  @Test func aJobIsItsCallersOwnAndMayBeCalledOff() async throws {
    let folder = try TemporaryFolder()
    let store = try JobStore(folder.path("jobs.sqlite"))
    let clock = ManualClock()
    let prompter = try served { _ in
      try await clock.sleep(until: .seconds(1))
      return Completion(text: invoiceAnswer)
    }
    let tokens = ["a", "b"].map { Token(name: $0, secret: "0123456789abcdef" + $0) }
    let configuration = configured {
      $0.jobs = store
      $0.tokens = tokens
    }
    try await RunningService.run(service(configuration, prompter)) { service in
      func key(_ name: String) -> [String: String] {
        ["Authorization": "Bearer 0123456789abcdef\(name)"]
      }
      let taken = try await service.post("/v1/jobs", ["one"], key("a"))
      let path = try #require(taken.header("location"))
      #expect(try await service.get(path, key("b")).status == 404)
      #expect(try await service.send("POST", path + "/cancel", key("b")).status == 404)
      let cancelled = try await service.send("POST", path + "/cancel", key("a"))
      #expect(cancelled.json[key: "state"] == "cancelled")
    }
  }

  @Test func theSameKeyGivesTheSameAnswerOnce() async throws {
    let calls = Shared(0)
    let prompter = try served { _ in
      calls.update { $0 += 1 }
      return Completion(text: invoiceAnswer)
    }
    let folder = try TemporaryFolder()
    let store = try JobStore(folder.path("jobs.sqlite"))
    try await RunningService.run(service(configured { $0.jobs = store }, prompter)) { service in
      let key = ["Idempotency-Key": "k-1"]
      let first = try await service.post("/v1/extract", ["text": "a"], key)
      let again = try await service.post("/v1/extract", ["text": "a"], key)
      #expect(first.status == 200 && first.body == again.body)
      #expect(calls.value == 1)
      let other = try await service.post("/v1/extract", ["text": "b"], key)
      #expect(other.status == 422 && other.problem == "key-reused")
      let job = try await service.post("/v1/jobs", ["a"], key)
      #expect(
        try await service.post("/v1/jobs", ["a"], key).header("location") == job.header("location"))
      #expect(try await service.post("/v1/jobs", ["b"], key).status == 422)
    }
  }

  @Test func aCorrectionReachesTheReviewQueue() async throws {
    let folder = try TemporaryFolder()
    let queue = try ReviewQueue(folder.path("review.sqlite"))
    try await RunningService.run(service(configured { $0.review = queue })) { service in
      let line = try await service.post("/v1/extract", ["id": "m-1", "text": "Invoice 42"]).json
      let answer = try await service.post(
        "/v1/feedback",
        [
          "id": "m-1", "record": ["number": "43", "total": 41.5], "text": "Invoice 42",
          "extraction": line,
        ])
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer.json[key: "kept"] == ["review"])
      let item = try queue.item("m-1")
      #expect(item.status == .corrected)
      #expect(item.record[key: "number"] == "43")
      for body: JSONValue in [
        ["id": "m-1"], ["id": "m-1", "score": 2], ["id": "", "correct": true],
        ["id": "m-1", "record": ["number": 4], "text": "a"],
      ] { #expect(try await service.post("/v1/feedback", body).status == 422) }
      #expect(try await service.post("/v1/feedback", ["id": "x", "correct": true]).status == 404)
    }
    try await RunningService.run(service()) { service in
      let answer = try await service.post("/v1/feedback", ["id": "x", "correct": true])
      #expect(answer.status == 404)
    }
  }

  @Test func alarmsRingInOrderAndClearedOnesDoNot() async throws {
    let clock = ManualClock()
    let alarms = Alarms(clock: clock)
    let rung = Shared<[Int]>([])
    _ = alarms.set(at: .seconds(2)) { rung.update { $0.append(2) } }
    _ = alarms.set(at: .seconds(1)) { rung.update { $0.append(1) } }
    let cleared = alarms.set(at: .milliseconds(1_500)) { rung.update { $0.append(0) } }
    alarms.clear(cleared)
    #expect(alarms.count == 2)
    await clock.waitForSleepers()
    clock.advance(by: .milliseconds(1_100))
    await eventually { rung.value == [1] }
    await clock.waitForSleepers()
    clock.advance(by: .seconds(1))
    await eventually { rung.value == [1, 2] }
    #expect(rung.value == [1, 2])
    #expect(alarms.count == 0)
  }
}
