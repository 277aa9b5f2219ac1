import Foundation

/// Observations from 0 to 1, as many as there are of each value.
///
/// Values are counted on a grid of 201 points. One between two points counts in part for either, so
/// that the mean is kept to the last bit; see ``ConfidenceSequence`` for why this is safe.
public struct BoundedSample: Hashable, Sendable {
  /// How many steps the grid has.
  static let steps = 200

  /// How many observations there are.
  public private(set) var n = 0
  private var sum = 0.0
  /// The points of the grid that hold something.
  private(set) var counts: [Int: Double] = [:]

  /// Makes a sample.
  public init(_ values: some Sequence<Double> = EmptyCollection()) {
    for value in values { add(value) }
  }

  /// Adds an observation; one outside of 0 to 1 counts as the nearer end, and NaN not at all.
  public mutating func add(_ value: Double) {
    guard !value.isNaN else { return }
    let value = min(1, max(0, value))
    n += 1
    sum += value
    let place = value * Double(Self.steps)
    let below = Int(place.rounded(.down))
    let share = place - Double(below)
    // 0.29 · 200 is a hair below 58.
    if share < 1e-9 || share > 1 - 1e-9 {
      counts[Int(place.rounded()), default: 0] += 1
    } else {
      counts[below, default: 0] += 1 - share
      counts[below + 1, default: 0] += share
    }
  }

  /// The mean; nil without observations.
  public var mean: Double? { n > 0 ? sum / Double(n) : nil }

  /// The points of the grid that hold something, ascending, and how much.
  var points: [(value: Double, count: Double)] {
    counts.sorted { $0.key < $1.key }.map { (Double($0.key) / Double(Self.steps), $0.value) }
  }
}
