import Foundation
import PrompterCore
import PrompterTesting
import Testing

/// What waiting must not do: hold up answers, grow with the input, go round a limit.
@Suite(.timeLimit(.minutes(5))) struct WaitingTests {
  private let clock = ManualClock()

  private func call() -> Call {
    Call(prompt: Prompt(messages: [.init(.user, "q")]))
  }

  /// A model that takes so long for an answer.
  private func model(_ latency: Duration) -> ScriptedModel {
    ScriptedModel { [clock] _ in
      try await clock.sleep(until: clock.now + latency)
      return Completion(text: "x")
    }
  }

  @Test("C2: answers are not held up by calls that wait: of 200 ms calls none takes longer")
  func answersAreNotHeldUp() async throws {
    let engine = Engine(
      model(.milliseconds(200)),
      EngineConfiguration(limits: [RateLimit(.calls, 20, per: .seconds(3))], concurrency: 40),
      clock: clock)
    let ends = Shared<[Duration]>([])
    let tasks = (0..<40).map { _ in
      Task {
        _ = try await engine.model.complete(call())
        let now = clock.now
        ends.update { $0.append(now) }
      }
    }
    // 20 wait for their answers, 20 for the limit's timer.
    await eventually { engine.meter.current.calls == 20 && clock.sleepers == 21 }
    clock.advance(by: .milliseconds(200))
    await eventually { ends.value.count == 20 }
    #expect(clock.sleepers == 1)
    clock.advanceToNextSleeper()
    await eventually { engine.meter.current.calls == 40 && clock.sleepers == 20 }
    clock.advance(by: .milliseconds(200))
    for task in tasks { try await task.value }
    #expect(
      ends.value == Array(repeating: .milliseconds(200), count: 20)
        + Array(repeating: .milliseconds(3_230), count: 20))
  }

  @Test(
    "C25: with more places n calls take less time, never more", arguments: [1, 4, 16, 50, 200])
  func morePlaces(places: Int) async throws {
    let engine = Engine(
      model(.seconds(1)), EngineConfiguration(concurrency: places), clock: clock)
    let done = Shared(0)
    let tasks = (0..<200).map { _ in
      Task {
        _ = try await engine.model.complete(call())
        done.update { $0 += 1 }
      }
    }
    for round in 1...((200 + places - 1) / places) {
      await clock.waitForSleepers(min(places, 200 - (round - 1) * places))
      clock.advance(by: .seconds(1))
      await eventually { done.value == min(200, round * places) }
    }
    for task in tasks { try await task.value }
    #expect(clock.now == .seconds((200 + places - 1) / places))
  }

  @Test("C22: everyone who works with a model stands in one line before one limit")
  func oneLine() async throws {
    let times = Shared<[Duration]>([])
    let model = ScriptedModel { [clock] _ in
      let now = clock.now
      times.update { $0.append(now) }
      return Completion(text: #"{"n": 1}"#)
    }
    let engine = Engine(
      model,
      EngineConfiguration(limits: [RateLimit(.calls, 10, per: .seconds(60))], concurrency: 40),
      clock: clock)
    let schema = try Schema(["type": "object", "properties": ["n": ["type": "integer"]]])
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        let pipeline = Pipeline(template: .seed(schema), engine: engine)
        for number in 0..<5 {
          group.addTask {
            _ = await pipeline.extract(Document(id: "\(worker)-\(number)", text: "t"))
          }
        }
      }
      // A call let through looks at the clock late when the machine is busy: the clock moves on
      // once the ten of a minute have looked.
      for minute in 1...3 {
        await eventually { times.value.count >= minute * 10 }
        await eventually { clock.sleepers > 0 || times.value.count == 40 }
        clock.advanceToNextSleeper()
      }
    }
    let seconds = times.value.map(\.seconds).sorted()
    #expect(seconds.count == 40)
    for (early, late) in zip(seconds, seconds.dropFirst(10)) { #expect(late - early >= 60) }
    #expect((seconds.last ?? 0) < 182)
  }

  /// An input that counts how many of its kind are alive.
  private final class Input: Sendable {
    let alive: Shared<(now: Int, most: Int)>

    init(_ alive: Shared<(now: Int, most: Int)>) {
      self.alive = alive
      alive.update {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
    }

    deinit { alive.update { $0.now -= 1 } }
  }

  @Test("C23: of a million inputs no more are in memory than are under way")
  func inputsAreNotQueued() async throws {
    let most = 64
    let alive = Shared((now: 0, most: 0))
    var received = 0
    try await forEachConcurrently((0..<1_000_000).lazy.map { _ in Input(alive) }, limit: most) {
      _ in
    } receive: { _, _ in
      received += 1
    }
    #expect(received == 1_000_000)
    #expect(alive.value.most <= most + 1)
    #expect(alive.value.now == 0)
  }

  @Test("C13: the clock never goes back, whatever becomes of the time of day")
  func monotonic() {
    let clock = SystemClock()
    var last = clock.now
    for _ in 0..<100_000 {
      let now = clock.now
      if now < last { Issue.record("\(now) after \(last)") }
      last = now
    }
    let (before, reference) = (clock.now, ContinuousClock.now)
    while ContinuousClock.now - reference < .milliseconds(2) {}
    #expect(clock.now - before >= .milliseconds(2))
  }
}
