import Foundation
import PrompterCore

/// Documents that come one by one to two variants, yes or no each.
struct ExperimentStream {
  /// How often A and B are right.
  let a, b: Double
  /// The share of documents that B serves.
  let share: Double

  /// Whether the true difference is left out at one of so many looks, evenly spread.
  func isEverLeftOut(seed: Int, n: Int, looks: Int) -> Bool {
    var isOut = false
    run(seed: seed, n: n, step: n / looks) { first, second, _ in
      isOut = !ConfidenceSequence().holds(b - a, first, second)
      return !isOut
    }
    return isOut
  }

  /// How many documents had come when a look showed that there is a difference; nil for never.
  func firstEvidence(seed: Int, n: Int, step: Int) -> Int? {
    var end: Int?
    run(seed: seed, n: n, step: step) { first, second, seen in
      if !ConfidenceSequence().holds(0, first, second) { end = seen }
      return end == nil
    }
    return end
  }

  private func run(
    seed: Int, n: Int, step: Int, look: (BoundedSample, BoundedSample, Int) -> Bool
  ) {
    var generator = SeededGenerator(seed: UInt64(seed), purpose: "split")
    var (first, second) = (BoundedSample(), BoundedSample())
    for index in 1...n {
      if generator.uniform() < share {
        second.add(generator.uniform() < b ? 1 : 0)
      } else {
        first.add(generator.uniform() < a ? 1 : 0)
      }
      if index % step == 0, !look(first, second, index) { return }
    }
  }
}

/// Documents that two variants answer both.
struct PairedStream {
  /// How often only B, and only A, is right.
  let wins, losses: Double

  /// Whether the true difference is left out at one of so many looks, evenly spread.
  func isEverLeftOut(seed: Int, n: Int, looks: Int) -> Bool {
    var isOut = false
    run(seed: seed, n: n, step: n / looks) { interval, _ in
      isOut = !(interval.low...interval.high).contains(wins - losses)
      return !isOut
    }
    return isOut
  }

  /// How many pairs had come when a look showed that there is a difference; nil for never.
  func firstEvidence(seed: Int, n: Int, step: Int) -> Int? {
    var end: Int?
    run(seed: seed, n: n, step: step) { interval, seen in
      if interval.low > 0 || interval.high < 0 { end = seen }
      return end == nil
    }
    return end
  }

  private func run(seed: Int, n: Int, step: Int, look: (Interval, Int) -> Bool) {
    var generator = SeededGenerator(seed: UInt64(seed), purpose: "pairs")
    var halves = BoundedSample()
    for index in 1...n {
      let draw = generator.uniform()
      halves.add(draw < wins ? 1 : draw < wins + losses ? 0 : 0.5)
      if index % step == 0,
        !look(ConfidenceSequence().pairedInterval(halves: halves), index)
      {
        return
      }
    }
  }
}
