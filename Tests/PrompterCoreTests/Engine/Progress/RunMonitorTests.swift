import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("progress of a run", .timeLimit(.minutes(5))) struct RunMonitorTests {
  private let clock = ManualClock()

  private func monitor(total: Int? = nil, window: Duration? = nil) -> RunMonitor {
    RunMonitor(total: total, window: window, clock: clock)
  }

  @Test("counts, rate, time left, calls, tokens and cost")
  func values() {
    let monitor = monitor()
    let counts = Shared(RunCounts())
    monitor.begin(total: 100) { (counts.value, 0.25) }
    #expect(monitor.current.rate == nil && monitor.current.timeLeft == nil)
    for number in 1...10 {
      clock.advance(by: .milliseconds(500))
      counts.update {
        $0.calls += 1
        $0.usage = $0.usage + Usage(input: 10, output: 3)
      }
      monitor.step(number == 4 ? .failed : .done)
    }
    let progress = monitor.current
    #expect(progress.done == 10 && progress.failed == 1 && progress.total == 100)
    #expect(progress.rate == 2 && progress.timeLeft == .seconds(45))
    #expect(progress.elapsed == .seconds(5) && progress.calls == 10)
    #expect(progress.usage == Usage(input: 100, output: 30) && progress.cost == 0.25)
  }

  @Test("a start from the cache does not promise an early end for longer than the window")
  func cachedStart() throws {
    let monitor = monitor(total: 2_000, window: .seconds(30))
    monitor.begin { (RunCounts(), nil) }
    clock.advance(by: .seconds(1))
    monitor.step(count: 1_000)
    #expect(monitor.current.rate == 1_000)
    for _ in 0..<40 {
      clock.advance(by: .seconds(1))
      monitor.step()
    }
    let rate = try #require(monitor.current.rate)
    #expect(abs(rate - 1) < 0.05)
    let left = try #require(monitor.current.timeLeft).seconds
    #expect(left > 900 && left < 1_000)
  }

  @Test("documents that were done before count as done, but not for the rate")
  func resumed() {
    let monitor = monitor(total: 1_000)
    monitor.begin { (RunCounts(), nil) }
    monitor.step(.skipped, count: 900)
    #expect(monitor.current.rate == nil)
    for _ in 0..<10 {
      clock.advance(by: .seconds(1))
      monitor.step()
    }
    #expect(monitor.current.done == 910 && monitor.current.skipped == 900)
    #expect(monitor.current.rate == 1 && monitor.current.timeLeft == .seconds(90))
  }

  @Test("the rate reaches over two windows of a limit, so that bursts do not upset it")
  func bursts() throws {
    let monitor = monitor(total: 5_000)
    monitor.begin(limits: [RateLimit(.calls, 500, per: .seconds(60))]) { (RunCounts(), nil) }
    for _ in 0..<5 {
      clock.advance(by: .seconds(1))
      monitor.step(count: 500)
      clock.advance(by: .seconds(59))
      let rate = try #require(monitor.current.rate)
      #expect(abs(rate - 500.0 / 60) < 0.01)
    }
  }

  @Test("a slow run is measured over its last eight documents, however long they took")
  func slow() throws {
    let monitor = monitor(total: 100)
    monitor.begin { (RunCounts(), nil) }
    monitor.step(count: 20)
    for _ in 0..<20 {
      clock.advance(by: .seconds(100))
      monitor.step()
    }
    #expect(monitor.current.rate == 0.01)
  }

  @Test("a run that stands still gets slower, and never has a rate below 0")
  func stall() throws {
    let monitor = monitor(total: 10)
    monitor.begin { (RunCounts(), nil) }
    clock.advance(by: .seconds(1))
    monitor.step()
    clock.advance(by: .seconds(99))
    #expect(monitor.current.rate == 0.01)
  }

  @Test("the sequence hands on the newest only, the last one being over, and ends with the run")
  func sequence() async throws {
    let monitor = monitor(total: 50)
    let updates = monitor.updates
    monitor.begin { (RunCounts(), nil) }
    for _ in 0..<50 {
      clock.advance(by: .seconds(1))
      monitor.step()
    }
    monitor.end()
    monitor.end()
    var seen: [RunProgress] = []
    for await progress in updates { seen.append(progress) }
    #expect(seen.count == 1)
    #expect(seen.last?.done == 50 && seen.last?.isOver == true)
    #expect(seen.last?.elapsed == .seconds(50))
    clock.advance(by: .seconds(9))
    #expect(monitor.current == seen.last)
  }

  @Test("updates come no faster than the pause")
  func pause() async {
    let monitor = RunMonitor(pause: .seconds(1), clock: clock)
    let updates = monitor.updates
    let seen = Shared<[Int]>([])
    let reader = Task {
      for await progress in updates { seen.update { $0.append(progress.done) } }
    }
    monitor.begin { (RunCounts(), nil) }
    monitor.step()
    await eventually { seen.value == [1] }
    for _ in 0..<9 {
      clock.advance(by: .milliseconds(100))
      monitor.step()
    }
    clock.advance(by: .milliseconds(100))
    monitor.step()
    await eventually { seen.value.count > 1 }
    #expect(seen.value == [1, 11])
    monitor.end()
    await reader.value
    #expect(seen.value == [1, 11, 11])
  }

  @Test("who asks after the end gets the last word, and several may read")
  func late() async {
    let monitor = monitor()
    let first = monitor.updates
    monitor.begin { (RunCounts(), nil) }
    monitor.step()
    monitor.end()
    for updates in [first, monitor.updates] {
      var seen: [RunProgress] = []
      for await progress in updates { seen.append(progress) }
      #expect(seen.last?.done == 1 && seen.last?.isOver == true)
    }
  }

  @Test("a reader that goes away is forgotten")
  func gone() async {
    let monitor = monitor()
    let updates = monitor.updates
    let reader = Task { for await _ in updates {} }
    reader.cancel()
    await reader.value
    monitor.begin { (RunCounts(), nil) }
    monitor.step()
    monitor.end()
    #expect(monitor.current.done == 1)
  }

  @Test("in words: what is known, and nothing that is not")
  func text() {
    var progress = RunProgress()
    #expect(progress.description == "0  0 calls")
    progress.done = 120
    progress.total = 1_000
    progress.failed = 2
    progress.rate = 4.4
    progress.counts.calls = 90
    progress.counts.cachedCalls = 30
    progress.counts.retries = 3
    progress.counts.usage = Usage(input: 54_321, output: 1_234)
    progress.cost = 0.0123
    #expect(
      progress.description
        == "120/1000  2 failed  4.40/s  3 min 20 s left  90 calls + 30 cached  3 retries  "
        + "54.3k tokens in, 1234 out  $0.0123")
    progress.isOver = true
    progress.elapsed = .seconds(7_261)
    progress.counts.usage = Usage(input: 12_345_678, output: 0)
    #expect(
      progress.description
        == "120/1000  2 failed  2 h 1 min  90 calls + 30 cached  3 retries  "
        + "12.3M tokens in, 0 out  $0.0123")
  }
}
