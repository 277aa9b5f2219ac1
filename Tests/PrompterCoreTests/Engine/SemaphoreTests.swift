import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct SemaphoreTests {
  private struct Failure: Error {}

  @Test("no more are inside than there are places, and all get in")
  func bounded() async throws {
    let semaphore = Semaphore(3)
    let inside = Shared((now: 0, most: 0, total: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          try await semaphore.withPlace {
            inside.update {
              $0.now += 1
              $0.total += 1
              $0.most = max($0.most, $0.now)
            }
            await Task.yield()
            inside.update { $0.now -= 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.value.most <= 3)
    #expect(inside.value.total == 200)
    #expect(inside.value.now == 0)
  }

  @Test("C9: who waits first is let in first")
  func order() async throws {
    let semaphore = Semaphore(1)
    let clock = ManualClock()
    let entered = Shared<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await semaphore.withPlace {
            entered.update { $0.append(number) }
            try await clock.sleep(until: .seconds(1))
          }
        }
        await eventually { number == 0 ? clock.sleepers == 1 : semaphore.waiting == number }
      }
      clock.advance(by: .seconds(1))
      try await group.waitForAll()
    }
    #expect(entered.value == Array(0..<20))
  }

  @Test("C7: a body that throws gives its place back, and its own error is seen")
  func throwing() async throws {
    let semaphore = Semaphore(1)
    for _ in 0..<1_000 {
      await #expect(throws: Failure.self) { try await semaphore.withPlace { throw Failure() } }
    }
    #expect(try await semaphore.withPlace { 1 } == 1)
  }

  @Test("C7: who is cancelled while waiting leaves the line and takes no place")
  func cancelled() async throws {
    let semaphore = Semaphore(1)
    let clock = ManualClock()
    let holder = Task {
      try await semaphore.withPlace { try await clock.sleep(until: .seconds(1)) }
    }
    await clock.waitForSleepers()
    let waiters = (0..<10).map { _ in Task { try await semaphore.withPlace {} } }
    await eventually { semaphore.waiting == 10 }
    waiters.dropLast().forEach { $0.cancel() }
    await eventually { semaphore.waiting == 1 }
    for waiter in waiters.dropLast() {
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    clock.advance(by: .seconds(1))
    try await holder.value
    try await waiters[9].value
    #expect(try await semaphore.withPlace { 2 } == 2)
  }

  @Test("there is always one place, even when none is asked for")
  func atLeastOne() async throws {
    #expect(try await Semaphore(0).withPlace { 3 } == 3)
  }
}
