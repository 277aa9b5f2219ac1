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
