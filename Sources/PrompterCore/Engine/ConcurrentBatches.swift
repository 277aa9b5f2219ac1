/// Transforms the elements of an asynchronous sequence, a bounded number at a time, and hands the
/// results on in batches, in the order in which they come.
///
/// An element is read only when there is a place for it: those that were read and not handed on yet
/// are never more than the limit and the size of a batch together. Reading begins with the first
/// request for a batch.
///
/// When the source throws, what was read before is finished and handed on, and then the error is
/// thrown. When the task that asks for batches is cancelled, nothing more is read, what is under way
/// is finished and handed on, and then `CancellationError` is thrown. Who stops asking cancels what
/// is under way.
public struct ConcurrentBatches<Source: AsyncSequence & Sendable, Output: Sendable>:
  AsyncSequence, Sendable
where Source.Element: Sendable {
  /// What is transformed.
  public let source: Source
  /// How many elements are under way at once.
  public let limit: Int
  /// The most results of a batch.
  public let size: Int
  /// How long a batch waits for more results after its first one; nil until it is full or all are
  /// there.
  public let time: Duration?
  private let clock: any MonotonicClock
  private let transform: @Sendable (Source.Element) async -> Output

  /// Makes the sequence; limit and size are at least 1.
  public init(
    _ source: Source, limit: Int, size: Int = 1, within time: Duration? = nil,
    clock: any MonotonicClock = SystemClock(),
    transform: @escaping @Sendable (Source.Element) async -> Output
  ) {
    self.source = source
    self.limit = Swift.max(1, limit)
    self.size = Swift.max(1, size)
    self.time = time
    self.clock = clock
    self.transform = transform
  }

  /// Begins to read when the first batch is asked for.
  public func makeAsyncIterator() -> Iterator { Iterator(self) }

  /// Asks for batches; dropping it ends the work.
  public struct Iterator: AsyncIteratorProtocol {
    private let run: Run

    fileprivate init(_ batches: ConcurrentBatches) { run = Run(batches) }

    /// The next batch, of at least one result; nil after the last one.
    ///
    /// Throws what the source throws, or `CancellationError`.
    public mutating func next() async throws -> [Output]? { try await run.next() }
  }

  /// One run through the source, owned by the iterator alone, so that it goes away with it.
  private final class Run: Sendable {
    private let batches: ConcurrentBatches
    private let line: BatchLine<Output>

    init(_ batches: ConcurrentBatches) {
      self.batches = batches
      line = BatchLine(
        limit: batches.limit, size: batches.size, time: batches.time, clock: batches.clock)
    }

    deinit { line.abandon() }

    func next() async throws -> [Output]? {
      line.start { [batches, line] in await Self.read(batches, line) }
      let (batch, error) = await withTaskCancellationHandler {
        await line.next()
      } onCancel: {
        line.stop()
      }
      if let batch { return batch }
      if let error { throw error }
      return nil
    }

    /// Reads the source to its end, or until it is stopped; each element gets a task of its own.
    private static func read(_ batches: ConcurrentBatches, _ line: BatchLine<Output>) async {
      var failure: (any Error)?
      do {
        var iterator = batches.source.makeAsyncIterator()
        while await line.place(), let element = try await iterator.next() {
          // Not a child of the reader, whose cancellation must not reach what is under way.
          line.run { await batches.transform(element) }
        }
      } catch {
        failure = error
      }
      line.endReading(failure)
    }
  }
}
