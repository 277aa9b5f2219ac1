import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("batches of an asynchronous sequence", .timeLimit(.minutes(5)))
struct ConcurrentBatchesTests {
  private let clock = ManualClock()

  /// Counts up to a number, and how far it was read; then it ends, or throws.
  private struct Numbers: AsyncSequence, Sendable {
    var end: Int
    var failure: ModelError?
    let read = Shared(0)

    func makeAsyncIterator() -> Iterator { Iterator(numbers: self) }

    struct Iterator: AsyncIteratorProtocol {
      let numbers: Numbers

      mutating func next() async throws -> Int? {
        let next = numbers.read.value + 1
        guard next <= numbers.end else {
          if let failure = numbers.failure { throw failure }
          return nil
        }
        numbers.read.update { $0 = next }
        return next
      }
    }
  }

  private func collect<S: AsyncSequence>(_ batches: S) async throws -> [[Int]]
  where S.Element == [Int] {
    var all: [[Int]] = []
    for try await batch in batches { all.append(batch) }
    return all
  }

  @Test("every result comes once; batches are full but for the last one", arguments: [1, 4, 7])
  func batches(size: Int) async throws {
    let batches = ConcurrentBatches(Numbers(end: 30), limit: 5, size: size, clock: clock) { $0 }
    let all = try await collect(batches)
    #expect(all.joined().sorted() == Array(1...30))
    #expect(all.dropLast().allSatisfy { $0.count == size })
    #expect(all.last?.count == (30 % size == 0 ? size : 30 % size))
  }

  @Test("one at a time, results keep the order of the source")
  func order() async throws {
    let batches = ConcurrentBatches(Numbers(end: 20), limit: 1, size: 3, clock: clock) { $0 }
    #expect(try await Array(collect(batches).joined()) == Array(1...20))
  }

  @Test("results come as they are done, not as they were read")
  func asTheyCome() async throws {
    let gate = Gate()
    let batches = ConcurrentBatches(Numbers(end: 3), limit: 3, clock: clock) { number in
      if number == 1 { await gate.pass() }
      return number
    }
    var iterator = batches.makeAsyncIterator()
    var seen = try await [iterator.next(), iterator.next()].compactMap { $0 }.joined().sorted()
    #expect(seen == [2, 3])
    gate.open()
    seen = try await iterator.next() ?? []
    #expect(seen == [1])
    #expect(try await iterator.next() == nil)
    #expect(try await iterator.next() == nil)
  }

  @Test("the source is never read further ahead than the limit and one batch", arguments: [1, 5])
  func backpressure(size: Int) async throws {
    let source = Numbers(end: 30)
    let most = Shared(0)
    let inside = Shared(0)
    let batches = ConcurrentBatches(source, limit: 4, size: size, clock: clock) { number in
      let now = inside.update { count in (count += 1, count).1 }
      most.update { $0 = max($0, now) }
      await Task.yield()
      inside.update { $0 -= 1 }
      return number
    }
    #expect(source.read.value == 0)
    var handed = 0
    for try await batch in batches {
      // Who is slow holds the source back: it comes to rest at the bound.
      let bound = min(30, handed + batch.count + 4 + size)
      await eventually { source.read.value == bound && inside.value == 0 }
      for _ in 0..<50 { await Task.yield() }
      #expect(source.read.value == bound)
      handed += batch.count
    }
    #expect(handed == 30)
    #expect(most.value <= 4)
  }

  @Test("a batch is handed on when its time is over, counted from its first result")
  func time() async throws {
    let (source, input) = AsyncStream<Int>.makeStream()
    let done = Shared(0)
    let batches = ConcurrentBatches(
      source, limit: 8, size: 100, within: .seconds(5), clock: clock
    ) { number in
      done.update { $0 += 1 }
      return number
    }
    let reader = Task {
      var seen: [(batch: [Int], moment: Duration)] = []
      for try await batch in batches { seen.append((batch.sorted(), clock.now)) }
      return seen
    }
    clock.advance(by: .seconds(1))
    input.yield(1)
    await clock.waitForSleepers()
    clock.advance(by: .seconds(4))
    input.yield(2)
    await eventually { done.value == 2 }
    for _ in 0..<50 { await Task.yield() }
    clock.advance(by: .seconds(1))
    // The next batch has a time of its own.
    await eventually { clock.sleepers == 0 }
    input.yield(3)
    await clock.waitForSleepers()
    clock.advance(by: .seconds(5))
    await eventually { clock.sleepers == 0 }
    input.finish()
    let seen = try await reader.value
    #expect(seen.map(\.batch) == [[1, 2], [3]])
    #expect(seen.map(\.moment) == [.seconds(6), .seconds(11)])
  }

  @Test("who asks late gets at once what has waited long enough")
  func late() async throws {
    let (source, input) = AsyncStream<Int>.makeStream()
    let done = Shared(0)
    let batches = ConcurrentBatches(
      source, limit: 8, size: 2, within: .seconds(5), clock: clock
    ) { number in
      done.update { $0 += 1 }
      return number
    }
    var iterator = batches.makeAsyncIterator()
    for number in 1...3 { input.yield(number) }
    #expect(try await iterator.next()?.count == 2)
    await eventually { done.value == 3 }
    for _ in 0..<50 { await Task.yield() }
    clock.advance(by: .seconds(5))
    #expect(try await iterator.next()?.count == 1)
  }

  @Test("when the source throws, what was read is handed on, and then the error is thrown")
  func failingSource() async throws {
    let source = Numbers(end: 10, failure: ModelError(.network, "the feed broke"))
    let batches = ConcurrentBatches(source, limit: 3, size: 4, clock: clock) { number in
      await Task.yield()
      return number
    }
    var seen: [Int] = []
    do {
      for try await batch in batches { seen += batch }
      Issue.record("the error was lost")
    } catch let error as ModelError {
      #expect(error.message == "the feed broke")
    }
    #expect(seen.sorted() == Array(1...10))
  }

  @Test("cancelled: nothing more is read, what is under way is finished and handed on")
  func drain() async throws {
    let source = Numbers(end: 1_000)
    let gate = Gate()
    let cancelled = Shared(0)
    let batches = ConcurrentBatches(source, limit: 6, size: 2, clock: clock) { number in
      await gate.pass()
      if Task.isCancelled { cancelled.update { $0 += 1 } }
      return number
    }
    let reader = Task {
      var seen: [Int] = []
      do {
        for try await batch in batches { seen += batch }
      } catch is CancellationError {
        return (seen: seen, isCut: true)
      }
      return (seen: seen, isCut: false)
    }
    await eventually { source.read.value == 6 }
    reader.cancel()
    for _ in 0..<50 { await Task.yield() }
    gate.open()
    let (seen, isCut) = try await reader.value
    #expect(seen.sorted() == Array(1...6))
    #expect(source.read.value == 6)
    #expect(isCut && cancelled.value == 0)
  }

  @Test("cancelled while the source has nothing: the wait ends")
  func drainIdle() async throws {
    let (source, input) = AsyncStream<Int>.makeStream()
    let batches = ConcurrentBatches(source, limit: 6, size: 10, clock: clock) { $0 }
    let seen = Shared<[Int]>([])
    let done = Shared(0)
    let reader = Task {
      for try await batch in batches { seen.update { $0 += batch } }
      done.update { $0 += 1 }
    }
    input.yield(1)
    for _ in 0..<50 { await Task.yield() }
    reader.cancel()
    await #expect(throws: CancellationError.self) { try await reader.value }
    #expect(done.value == 0 && (seen.value == [1] || seen.value.isEmpty))
  }

  @Test("a source that had ended before is no cut run")
  func cancelledAfterTheEnd() async throws {
    let source = Numbers(end: 3)
    let batches = ConcurrentBatches(source, limit: 8, size: 3, clock: clock) { $0 }
    let reader = Task {
      var iterator = batches.makeAsyncIterator()
      let batch = try await iterator.next()
      for _ in 0..<50 { await Task.yield() }
      withUnsafeCurrentTask { $0?.cancel() }
      return (batch, try await iterator.next())
    }
    let (batch, end) = try await reader.value
    #expect(batch?.count == 3 && end == nil)
  }

  @Test("who leaves the loop early cancels what is under way")
  func abandoned() async throws {
    let source = Numbers(end: 1_000)
    let cancelled = Shared(0)
    let batches = ConcurrentBatches(source, limit: 4, clock: clock) { [clock] number in
      if number > 1 {
        do { try await clock.sleep(until: .seconds(1_000)) } catch {
          cancelled.update { $0 += 1 }
        }
      }
      return number
    }
    for try await batch in batches {
      #expect(batch == [1])
      await clock.waitForSleepers(4)
      break
    }
    await eventually { cancelled.value == 4 }
    #expect(source.read.value <= 6)
  }
}

/// Holds tasks back until it is opened.
private final class Gate: Sendable {
  private let isOpen = Shared(false)

  func open() { isOpen.update { $0 = true } }

  func pass() async {
    // Cancellation must not let anyone through.
    while !isOpen.value { await Task.yield() }
  }
}
