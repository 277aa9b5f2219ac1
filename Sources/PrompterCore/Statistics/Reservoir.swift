/// Draws so many of the elements of a stream, each as likely as any other, and holds no more than
/// these.
///
/// Algorithm R (Vitter 1985, "Random sampling with a reservoir").
public struct Reservoir<Element> {
  private let size: Int
  private var generator: SeededGenerator
  private var seen = 0
  private var drawn: [(place: Int, element: Element)] = []

  /// Makes an empty reservoir; the same seed draws the same places of a stream.
  public init(_ size: Int, seed: UInt64) {
    self.size = max(0, size)
    generator = SeededGenerator(seed: seed, purpose: "sample")
  }

  /// Takes the next element of the stream.
  public mutating func add(_ element: Element) {
    defer { seen += 1 }
    if drawn.count < size {
      drawn.append((seen, element))
    } else {
      let place = generator.below(seen + 1)
      if place < size { drawn[place] = (seen, element) }
    }
  }

  /// What was drawn, in the order of the stream.
  public var elements: [Element] { drawn.sorted { $0.place < $1.place }.map(\.element) }
}
