import PrompterKit
import Synchronization

/// Reads a sequence on a thread of its own, so that waiting for a file, a pipe or a program holds up
/// nothing else.
///
/// It is read when something is asked for. Who asks from several tasks at a time gets each element
/// once.
public final class DocumentStream<Element: Sendable>: AsyncSequence, Sendable {
  private let reader: Reader
  private let ahead: Int
  private let size: @Sendable (Element) -> Int
  /// Larger elements are not read ahead of.
  private static var enough: Int { 1 << 20 }
  private let ready = Mutex<ArraySlice<Element>>([])

  /// Makes a stream.
  ///
  /// - Parameters:
  ///   - ahead: how many elements are read at once; more than 1 only for what never makes
  ///   one wait, as a file of rows.
  ///   - size: the bytes of an element: a mebibyte is enough to read ahead.
  public init(
    _ elements: sending some Sequence<Element>, ahead: Int = 1,
    size: @escaping @Sendable (Element) -> Int = { _ in 0 }
  ) {
    self.size = size
    reader = Reader(elements)
    self.ahead = Swift.max(1, ahead)
  }

  /// The next element; nil at the end.
  public func next() async -> Element? {
    if let element = ready.withLock({ $0.popFirst() }) { return element }
    let read = await reader.read(ahead, size, Self.enough)
    guard let first = read.first else { return nil }
    if read.count > 1 { ready.withLock { $0 += read.dropFirst() } }
    return first
  }

  /// Asks for one element after the other.
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  /// Asks for elements.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let stream: DocumentStream

    /// The next element; nil at the end.
    public mutating func next() async -> Element? { await stream.next() }
  }

  private actor Reader {
    private let thread = BlockingThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
    private var elements: AnyIterator<Element>

    init(_ elements: sending some Sequence<Element>) {
      self.elements = AnyIterator(elements.makeIterator())
    }

    func read(_ count: Int, _ size: (Element) -> Int, _ enough: Int) -> [Element] {
      var read: [Element] = []
      var total = 0
      while read.count < count, total < enough, let element = elements.next() {
        read.append(element)
        total += size(element)
      }
      return read
    }
  }
}
