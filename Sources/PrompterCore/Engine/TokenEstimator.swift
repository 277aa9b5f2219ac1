import Synchronization

/// Learns from the usage that comes back how many tokens a prompter's calls take.
///
/// Before anything has come back, an estimate is what the text's length and the output cap say.
/// Reservations are the mean of what was seen and two standard deviations: about as many as a
/// call takes, and seldom too few.
public final class TokenEstimator: Sendable {
  /// What a call will take.
  public struct Estimate: Hashable, Sendable {
    /// What it probably takes, a little more than the mean.
    public var likely: Usage
    /// What it cannot be expected to exceed.
    public var most: Usage
  }

  /// A mean and its variance, of which old values fade out.
  private struct Running {
    var count = 0
    var mean = 0.0
    var variance = 0.0
    var largest = 0.0

    mutating func add(_ value: Double) {
      count += 1
      largest = max(largest, value)
      // Exponentially weighted after the first fifty (Finch, "Incremental calculation of weighted
      // mean and variance", 2009).
      let weight = max(1 / Double(count), 0.02)
      let difference = value - mean
      mean += weight * difference
      variance = (1 - weight) * (variance + weight * difference * difference)
    }

    var ample: Double { mean + 2 * variance.squareRoot() }
  }

  private struct Seen {
    /// Tokens a byte of the prompt, and tokens of the answer.
    var input = Running()
    var output = Running()
  }

  /// So many answers make an estimate.
  private static let enough = 5
  private let seen = Mutex<[String: Seen]>([:])

  /// Makes an estimator that has seen nothing.
  public init() {}

  /// What a call will take.
  public func estimate(_ call: Call) -> Estimate {
    let bytes = Double(call.prompt.byteCount)
    let cap = call.decoding.maximumOutputTokens
    guard let known = seen.withLock({ $0[call.prompterHash] }), known.input.count >= Self.enough
    else {
      let input = call.prompt.estimatedTokens
      // Hardly any text takes more than a token for two bytes.
      let most = max(input, Int(bytes / 2) + 64 * call.prompt.messages.count)
      return Estimate(
        likely: Usage(input: input, output: cap), most: Usage(input: most, output: cap))
    }
    return Estimate(
      likely: Usage(
        input: Int((known.input.ample * bytes).rounded(.up)),
        output: min(cap, Int(known.output.ample.rounded(.up)))),
      most: Usage(input: Int((known.input.largest * 1.2 * bytes).rounded(.up)), output: cap))
  }

  /// Learns what a call has taken; a usage of 0 says nothing.
  public func learn(_ call: Call, _ usage: Usage) {
    guard usage.input > 0 else { return }
    let ratio = Double(usage.input) / Double(max(1, call.prompt.byteCount))
    seen.withLock {
      $0[call.prompterHash, default: Seen()].input.add(ratio)
      $0[call.prompterHash, default: Seen()].output.add(Double(usage.output))
    }
  }
}
