import PrompterCore
import PrompterTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PlacesTests {
  private struct Failure: Error {}

  @Test("no more are inside than there are places, and all get in")
  func bounded() async throws {
    let places = Places(3)
    let inside = Shared((now: 0, most: 0, total: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          try await places.withPlace { _ in
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
    let places = Places(1)
    let clock = ManualClock()
    let entered = Shared<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          try await places.withPlace { _ in
            entered.update { $0.append(number) }
            try await clock.sleep(until: .seconds(1))
          }
        }
        await eventually { number == 0 ? clock.sleepers == 1 : places.waiting == number }
      }
      clock.advance(by: .seconds(1))
      try await group.waitForAll()
    }
    #expect(entered.value == Array(0..<20))
  }

  @Test("C7: a body that throws gives its place back, and its own error is seen")
  func throwing() async throws {
    let places = Places(1)
    for _ in 0..<1_000 {
      await #expect(throws: Failure.self) { try await places.withPlace { _ in throw Failure() } }
    }
    #expect(try await places.withPlace { _ in 1 } == 1)
  }

  @Test("C7: who is cancelled while waiting leaves the line and takes no place")
  func cancelled() async throws {
    let places = Places(1)
    let clock = ManualClock()
    let holder = Task {
      try await places.withPlace { _ in try await clock.sleep(until: .seconds(1)) }
    }
    await clock.waitForSleepers()
    let waiters = (0..<10).map { _ in Task { try await places.withPlace { _ in } } }
    await eventually { places.waiting == 10 }
    waiters.dropLast().forEach { $0.cancel() }
    await eventually { places.waiting == 1 }
    for waiter in waiters.dropLast() {
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    clock.advance(by: .seconds(1))
    try await holder.value
    try await waiters[9].value
    #expect(try await places.withPlace { _ in 2 } == 2)
  }

  @Test("there is always one place, even when none is asked for")
  func atLeastOne() async throws {
    #expect(try await Places(0).withPlace { _ in 3 } == 3)
  }

  /// Enters, lets the provider answer or push back, and leaves.
  private func round(_ places: Places, pushedBack: Bool) async throws {
    try await places.withPlace { pushedBack ? places.notePushback($0) : places.noteAnswer() }
  }

  @Test("a provider that asks to slow down halves the places, and answers bring them back slowly")
  func adapts() async throws {
    let places = Places(100)
    for open in [50, 25, 12, 6, 3, 1, 1] {
      try await round(places, pushedBack: true)
      #expect(places.open == open)
    }
    var rounds = 0
    while places.open < 100 {
      let open = places.open
      for _ in 0..<open { try await round(places, pushedBack: false) }
      #expect(places.open == min(100, open + 5))
      rounds += 1
    }
    #expect(rounds == 20)
  }

  @Test("calls that were under way together halve the places once")
  func oneHalvingARound() async throws {
    let places = Places(64)
    let inside = Shared(0)
    let clock = ManualClock()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask {
          try await places.withPlace { place in
            inside.update { $0 += 1 }
            try await clock.sleep(until: .seconds(1))
            places.notePushback(place)
          }
        }
      }
      await eventually { inside.value == 64 && clock.sleepers == 64 }
      clock.advance(by: .seconds(1))
      try await group.waitForAll()
    }
    #expect(places.open == 32)
  }
}
