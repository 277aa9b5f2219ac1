/// Reads sizes and times as people write them.
enum Amount {
  private static let largestBytes = 1e15
  private static let longestSeconds = 100 * 366 * 86_400.0

  /// A size from 1 MiB: `800M`, `2G`, `1GiB`, `1.5GB` or a number of bytes; nil when it is none.
  ///
  /// `K`, `M`, `G` and `T` are powers of 1,024, as the sizes of files are.
  static func bytes(_ text: String) -> Int? {
    var name = text.uppercased()
    if name.hasSuffix("IB") { name.removeLast(2) } else if name.hasSuffix("B") { name.removeLast() }
    var unit = 1.0
    for (index, letter) in "KMGT".enumerated() where name.last == letter {
      name.removeLast()
      for _ in 0...index { unit *= 1_024 }
      break
    }
    guard let count = Double(name), count * unit >= 1_048_576, count * unit <= largestBytes else {
      return nil
    }
    return Int(count * unit)
  }

  /// A time above 0: `90s`, `30m`, `12h`, `7d` or `2w`; nil when it is none.
  static func time(_ text: String) -> Duration? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
      count > 0, count * unit <= longestSeconds
    else { return nil }
    return .seconds(count * unit)
  }
}
