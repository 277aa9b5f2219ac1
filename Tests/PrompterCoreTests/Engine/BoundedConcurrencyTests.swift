import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct BoundedConcurrencyTests {
  private struct Failure: Error {}

  @Test("every element is transformed once and handed on with its index", arguments: [1, 3, 100])
  func all(limit: Int) async throws {
    var results: [Int: Int] = [:]
    let most = Shared((now: 0, most: 0))
    try await forEachConcurrently(0..<50, limit: limit) { element in
      most.update {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      await Task.yield()
      most.update { $0.now -= 1 }
      return element * 2
    } receive: { index, result in
      #expect(results.updateValue(result, forKey: index) == nil)
    }
    #expect(results == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, $0 * 2) }))
    #expect(most.value.most <= limit)
  }

  @Test("C23: elements are taken as places become free, not all at once")
  func lazy() async throws {
    let taken = Shared(0)
    let elements = (0..<1_000).lazy.map { number in
      taken.update { $0 += 1 }
      return number
    }
    var received = 0
    try await forEachConcurrently(elements, limit: 4) {
      $0
    } receive: { _, _ in
      received += 1
      #expect(taken.value <= received + 5)
    }
    #expect(received == 1_000)
  }

  @Test("C20: an error ends the whole, of the work or of who receives")
  func errors() async {
    await #expect(throws: Failure.self) {
      try await forEachConcurrently(0..<100, limit: 4) { number in
        if number == 10 { throw Failure() }
      } receive: { _, _ in
      }
    }
    let started = Shared(0)
    await #expect(throws: Failure.self) {
      try await forEachConcurrently(0..<1_000, limit: 4) { _ in
        started.update { $0 += 1 }
      } receive: { index, _ in
        if index == 3 { throw Failure() }
      }
    }
    #expect(started.value < 100)
  }

  @Test("C21: what is under way is cancelled and waited for when it ends early")
  func drains() async {
    let clock = ManualClock()
    let ended = Shared(0)
    let task = Task {
      try await forEachConcurrently(0..<10, limit: 3) { _ in
        defer { ended.update { $0 += 1 } }
        try await clock.sleep(until: .seconds(1))
      } receive: { _, _ in
      }
    }
    await clock.waitForSleepers(3)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(clock.sleepers == 0)
    #expect(ended.value == 3)
  }

  @Test("when it is cancelled nothing more is begun, and what comes in is still handed on")
  func finishes() async {
    let gate = ManualClock()
    let (begun, received) = (Shared(0), Shared(0))
    let task = Task {
      try await forEachConcurrently(0..<10, limit: 3) { _ in
        begun.update { $0 += 1 }
        // Work that does not look at the cancellation.
        await Task.detached { try? await gate.sleep(until: .seconds(1)) }.value
      } receive: { _, _ in
        received.update { $0 += 1 }
      }
    }
    await gate.waitForSleepers(3)
    task.cancel()
    gate.advance(by: .seconds(1))
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(begun.value == 3 && received.value == 3)
  }

  @Test("nothing to do, and a limit below one, are fine")
  func extremes() async throws {
    try await forEachConcurrently([Int](), limit: 3) {
      $0
    } receive: { _, _ in
      Issue.record("there is nothing to receive")
    }
    var sum = 0
    try await forEachConcurrently([1, 2, 3], limit: 0) {
      $0
    } receive: {
      sum += $1
    }
    #expect(sum == 6)
  }
}
