/// Transforms elements a bounded number at a time and hands results on as they come.
///
/// When the task is cancelled, nothing more is begun; what is under way learns of it, its results
/// are still handed on, and then `CancellationError` is thrown.
///
/// - Parameters:
///   - elements: what to transform, taken one by one as places become free.
///   - limit: how many are under way at once.
///   - transform: the work on one element.
///   - receive: gets each result with the element's index; its errors end the whole.
public func forEachConcurrently<Elements: Sequence, Result: Sendable>(
  _ elements: Elements, limit: Int,
  transform: @escaping @Sendable (Elements.Element) async throws -> Result,
  receive: (Int, Result) async throws -> Void
) async throws where Elements.Element: Sendable {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var running = 0
    for (index, element) in elements.enumerated() {
      if running >= max(1, limit), let (done, result) = try await group.next() {
        running -= 1
        try await receive(done, result)
      }
      if Task.isCancelled { break }
      group.addTask { (index, try await transform(element)) }
      running += 1
    }
    while let (done, result) = try await group.next() { try await receive(done, result) }
    try Task.checkCancellation()
  }
}

/// What comes next in `forEachConcurrently(reading:)`.
private enum Arrival<Element: Sendable, Result: Sendable>: Sendable {
  case element(Element?)
  case result(Int, Result)
}

/// The same for elements that may be long in coming: results are handed on while the next element is
/// waited for.
///
/// - Parameters:
///   - next: gives the next element, nil at the end; it is asked again when it has answered and there
///     is a place.
///   - limit: how many are under way at once.
///   - transform: the work on one element.
///   - receive: gets each result with the element's index; its errors end the whole.
public func forEachConcurrently<Element: Sendable, Result: Sendable>(
  reading next: @escaping @Sendable () async throws -> Element?, limit: Int,
  transform: @escaping @Sendable (Element) async throws -> Result,
  receive: (Int, Result) async throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: Arrival<Element, Result>.self) { group in
    var (running, count, isReading, isAtEnd) = (0, 0, false, false)
    while true {
      if !isReading, !isAtEnd, running < max(1, limit), !Task.isCancelled {
        group.addTask { .element(try await next()) }
        isReading = true
      }
      guard isReading || running > 0, let arrival = try await group.next() else { break }
      switch arrival {
      case .element(let element):
        isReading = false
        guard let element, !Task.isCancelled else {
          isAtEnd = true
          continue
        }
        let index = count
        group.addTask { .result(index, try await transform(element)) }
        (running, count) = (running + 1, count + 1)
      case .result(let index, let result):
        running -= 1
        try await receive(index, result)
      }
    }
    try Task.checkCancellation()
  }
}
