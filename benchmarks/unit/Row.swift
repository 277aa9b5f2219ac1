import PrompterKit

/// What one part costs.
struct Row {
  /// The part.
  let name: String
  /// Nanoseconds of one operation, a round each; the first round warms up and does not count.
  let rounds: [Double]
  /// Bytes that one operation reads; 0 where that says nothing.
  var bytes = 0
  /// The most nanoseconds that are allowed, in the median.
  var bound: Double?

  var markdown: String {
    let sorted = rounds.sorted()
    let median = sorted[sorted.count / 2]
    let speed = bytes > 0 ? "\(Int(Double(bytes) * 1_000 / median))" : ""
    let verdict = bound.map { "≤ \(Int($0)): \(median <= $0 ? "met" : "**not met**")" } ?? ""
    return "| \(name) | \(Int(median)) | \(Int(sorted.last ?? 0)) | \(speed) | \(verdict) |"
  }

  private static let count = 7

  /// Times an operation: 7 rounds of a tenth of a second or so, after one that finds out how many
  /// operations that is.
  static func time(
    _ name: String, bytes: Int = 0, bound: Double? = nil, _ operation: () throws -> Void
  ) rethrows -> Row {
    var rounds: [Double] = []
    var times = 100
    while rounds.count <= count {
      let start = ContinuousClock.now
      for _ in 0..<times { try operation() }
      let nanoseconds = (ContinuousClock.now - start).seconds * 1e9 / Double(times)
      if rounds.isEmpty { times = max(1, Int(1e8 / max(1, nanoseconds))) }
      rounds.append(nanoseconds)
    }
    return Row(name: name, rounds: Array(rounds.dropFirst()), bytes: bytes, bound: bound)
  }

  /// Times an operation that may suspend.
  static func timeAsync(
    _ name: String, bytes: Int = 0, bound: Double? = nil, _ operation: () async throws -> Void
  ) async rethrows -> Row {
    var rounds: [Double] = []
    var times = 100
    while rounds.count <= count {
      let start = ContinuousClock.now
      for _ in 0..<times { try await operation() }
      let nanoseconds = (ContinuousClock.now - start).seconds * 1e9 / Double(times)
      if rounds.isEmpty { times = max(1, Int(1e8 / max(1, nanoseconds))) }
      rounds.append(nanoseconds)
    }
    return Row(name: name, rounds: Array(rounds.dropFirst()), bytes: bytes, bound: bound)
  }
}

/// Keeps a result alive, so that the work for it is not optimised away.
@inline(never)
func use<Value>(_ value: Value) {}
