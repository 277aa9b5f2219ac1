/// A small random generator whose output never changes between releases or platforms.
///
/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
/// Not for secrets. The standard library does not promise that its own shuffles keep their order
/// from one version to the next, so anything a report depends on uses the methods here.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Makes the stream that belongs to one seed and one purpose.
  ///
  /// Two purposes under one seed give unrelated streams, so adding a draw in one place does not
  /// shift the draws of another.
  public init(seed: UInt64, purpose: String) {
    state = Self.finalised(seed) ^ Self.fingerprint(purpose)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.finalised(state)
  }

  /// A uniform integer in `0..<bound`, without modulo bias; 0 when `bound` is below 2.
  ///
  /// Multiply-and-reject (Lemire 2019, "Fast random integer generation in an interval").
  public mutating func below(_ bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A uniform number in `[0, 1)`, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// The items in a uniformly random order (Fisher–Yates from the end).
  public mutating func shuffled<T>(_ items: [T]) -> [T] {
    var result = items
    var remaining = result.count
    while remaining > 1 {
      let chosen = below(remaining)
      remaining -= 1
      result.swapAt(chosen, remaining)
    }
    return result
  }

  private static func finalised(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// FNV-1a over the UTF-8 bytes; `hashValue` would differ from one process to the next.
  private static func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
