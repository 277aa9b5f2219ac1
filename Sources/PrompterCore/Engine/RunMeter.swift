import Synchronization

/// What tokens cost.
public struct Price: Hashable, Sendable {
  /// US dollars for a million tokens sent, and for a million received.
  public var inputPerMillion, outputPerMillion: Double

  /// Makes a price.
  public init(inputPerMillion: Double, outputPerMillion: Double) {
    self.inputPerMillion = inputPerMillion
    self.outputPerMillion = outputPerMillion
  }

  /// Makes a price of what a user wrote; nil unless both are finite and 0 or above.
  public init?(checkedInput input: Double, output: Double) {
    guard input.isFinite, output.isFinite, input >= 0, output >= 0 else { return nil }
    self.init(inputPerMillion: input, outputPerMillion: output)
  }

  /// A model that runs on the user's own machine.
  public static let free = Price(inputPerMillion: 0, outputPerMillion: 0)

  /// The cost of tokens in US dollars.
  public func cost(_ usage: Usage) -> Double {
    (Double(usage.input) * inputPerMillion + Double(usage.output) * outputPerMillion) / 1e6
  }
}

/// What a run has done so far.
public struct RunCounts: Hashable, Sendable {
  /// Requests sent, failed ones included.
  public var calls = 0
  /// Requests sent because an earlier one for the same question failed.
  public var retries = 0
  /// Questions answered from the cache.
  public var cachedCalls = 0
  /// Tokens of all requests sent.
  public var usage = Usage()
  /// Time that calls have waited for limits, summed over calls.
  public var limitWait = Duration.zero
  /// The most requests that were under way at once.
  public var peakInFlight = 0
  /// Requests that are under way.
  public var inFlight = 0

  /// Makes counts of zero.
  public init() {}
}

/// Counts what a run does; safe to share between tasks.
public final class RunMeter: Sendable {
  private let counts = Mutex(RunCounts())

  /// Makes a meter at zero.
  public init() {}

  /// The counts at this moment.
  public var current: RunCounts { counts.withLock { $0 } }

  /// A request goes out, after waiting for limits.
  func begin(waited: Duration) {
    update {
      $0.limitWait += waited
      $0.calls += 1
      $0.inFlight += 1
      $0.peakInFlight = max($0.peakInFlight, $0.inFlight)
    }
  }

  /// A request is over.
  func end(used: Usage) {
    update {
      $0.inFlight -= 1
      $0.usage = $0.usage + used
    }
  }

  /// Changes the counts.
  public func update(_ change: (inout RunCounts) -> Void) {
    counts.withLock { change(&$0) }
  }
}

extension RunCounts {
  /// What two models did together; the peak is the higher one of the two.
  public static func + (a: RunCounts, b: RunCounts) -> RunCounts {
    var counts = a
    counts.calls += b.calls
    counts.retries += b.retries
    counts.cachedCalls += b.cachedCalls
    counts.usage = a.usage + b.usage
    counts.limitWait += b.limitWait
    counts.peakInFlight = max(a.peakInFlight, b.peakInFlight)
    counts.inFlight += b.inFlight
    return counts
  }

  /// What was done between two readings of a meter.
  public static func - (later: RunCounts, earlier: RunCounts) -> RunCounts {
    var counts = later
    counts.calls -= earlier.calls
    counts.retries -= earlier.retries
    counts.cachedCalls -= earlier.cachedCalls
    counts.usage = Usage(
      input: later.usage.input - earlier.usage.input,
      output: later.usage.output - earlier.usage.output)
    counts.limitWait -= earlier.limitWait
    return counts
  }
}
