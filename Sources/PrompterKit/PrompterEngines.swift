public import PrompterCore

/// The engines of a prompter and its fallbacks, each once, the prompter's own first.
public struct PrompterEngines: Sendable {
  /// The engines.
  public let all: [Engine]

  /// What each engine had done at a moment.
  public struct Reading: Sendable {
    fileprivate let counts: [RunCounts]
  }

  /// Documents that are worth having under way at once: as many as the widest engine takes, so that
  /// a narrow one that is down does not hold up those that are not.
  public var concurrency: Int { all.map(\.concurrency).max() ?? 1 }

  /// What all of them have done so far.
  public var counts: RunCounts { all.reduce(RunCounts()) { $0 + $1.meter.current } }

  /// What each of them has done so far.
  public var reading: Reading { Reading(counts: all.map(\.meter.current)) }

  /// What all of them have done since a reading.
  public func counts(since reading: Reading) -> RunCounts {
    differences(reading).reduce(RunCounts(), +)
  }

  /// What was spent since a reading, or in all, in US dollars, each engine at its own price.
  ///
  /// Nil when a price is unknown: that of the first engine, or of another one that was used.
  public func cost(since reading: Reading? = nil) -> Double? {
    var cost = 0.0
    for (index, counts) in differences(reading).enumerated() {
      guard let price = all[index].price else {
        guard index > 0, counts.usage == Usage() else { return nil }
        continue
      }
      cost += price.cost(counts.usage)
    }
    return cost
  }

  /// Waits until all that is to be kept is kept.
  func finish() async {
    for engine in all { await engine.finish() }
  }

  private func differences(_ reading: Reading?) -> [RunCounts] {
    all.enumerated().map { index, engine in
      guard let reading, reading.counts.indices.contains(index) else {
        return engine.meter.current
      }
      return engine.meter.current - reading.counts[index]
    }
  }
}
