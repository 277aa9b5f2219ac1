/// The elements of batches, one by one.
struct Singles<Batches: AsyncSequence & Sendable, Element: Sendable>: AsyncSequence, Sendable
where Batches.Element == [Element], Batches.Failure == any Error {
  typealias Failure = any Error

  let batches: Batches

  func makeAsyncIterator() -> Iterator { Iterator(batches: batches.makeAsyncIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    var batches: Batches.AsyncIterator
    var rest: ArraySlice<Element> = []

    mutating func next() async throws -> Element? {
      while rest.isEmpty {
        guard let batch = try await batches.next() else { return nil }
        rest = batch[...]
      }
      return rest.popFirst()
    }
  }
}

/// A sequence after whose end, however it comes, something is done once.
struct Finishing<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable {
  typealias Element = Base.Element
  typealias Failure = any Error

  let base: Base
  let finish: @Sendable () async -> Void

  init(base: Base, finish: @escaping @Sendable () async -> Void) {
    self.base = base
    self.finish = finish
  }

  func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), end: End(finish))
  }

  /// Does it when the iterator goes away, if nobody has read to the end.
  final class End: Sendable {
    private let finish: @Sendable () async -> Void
    private let isDone = Locked(false)

    init(_ finish: @escaping @Sendable () async -> Void) { self.finish = finish }

    deinit {
      guard !isDone.withLock({ $0 }) else { return }
      Task { [finish] in await finish() }
    }

    func come() async {
      isDone.withLock { $0 = true }
      await finish()
    }
  }

  struct Iterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    let end: End

    mutating func next() async throws -> Base.Element? {
      do {
        if let element = try await base.next() { return element }
      } catch {
        await end.come()
        throw error
      }
      await end.come()
      return nil
    }
  }
}

/// A list as an asynchronous sequence.
struct Listed<Element: Sendable>: AsyncSequence, Sendable {
  typealias Failure = Never

  let elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }

  func makeAsyncIterator() -> Iterator { Iterator(rest: elements[...]) }

  struct Iterator: AsyncIteratorProtocol {
    var rest: ArraySlice<Element>

    mutating func next() async -> Element? { rest.popFirst() }
  }
}
