import Foundation
import PrompterCore
import Testing

@Suite struct ConfidenceSequenceTests {
  private let level = ConfidenceSequence(alpha: 0.05)

  private func sample(_ ones: Int, of n: Int) -> BoundedSample {
    BoundedSample((0..<n).map { $0 < ones ? 1 : 0 })
  }

  @Test("without observations nothing is left out")
  func empty() {
    #expect(level.interval(BoundedSample()) == Interval(low: 0, high: 1))
    #expect(level.interval(sample(3, of: 4), BoundedSample()) == Interval(low: -1, high: 1))
    #expect(level.holds(0.9, BoundedSample(), sample(0, of: 50)))
  }

  @Test("an interval holds the mean and narrows as observations come")
  func narrows() {
    var last = 2.0
    for n in [10, 40, 160, 640, 2_560] {
      let interval = level.interval(sample(n * 4 / 5, of: n))
      #expect(interval.low < 0.8 && interval.high > 0.8)
      #expect(interval.high - interval.low < last)
      last = interval.high - interval.low
    }
    // The fixed-sample interval is 0.031 wide; the price of looking at any time is below a double.
    #expect(last < 0.062)
  }

  @Test("only ones leave no room above, only zeros none below")
  func ends() {
    #expect(level.interval(sample(50, of: 50)).high == 1)
    #expect(level.interval(sample(0, of: 50)).low == 0)
    #expect(level.interval(sample(50, of: 50)).low > 0.85)
    let apart = level.interval(sample(0, of: 50), sample(50, of: 50))
    #expect(apart.high == 1 && apart.low > 0.7)
  }

  @Test("one minus the observations is the mirrored interval")
  func mirrored() {
    let (a, b) = (level.interval(sample(30, of: 100)), level.interval(sample(70, of: 100)))
    #expect(abs(a.low - (1 - b.high)) < 1e-5 && abs(a.high - (1 - b.low)) < 1e-5)
    let (first, second) = (sample(30, of: 100), sample(45, of: 60))
    let (forth, back) = (level.interval(first, second), level.interval(second, first))
    #expect(abs(forth.low + back.high) < 1e-5 && abs(forth.high + back.low) < 1e-5)
  }

  @Test("the interval of a difference is what is held, from end to end")
  func agreement() {
    let (a, b) = (sample(61, of: 90), sample(33, of: 40))
    let interval = level.interval(a, b)
    for step in 0...40 {
      let claim = -1 + Double(step) / 20
      #expect(
        level.holds(claim, a, b) == (interval.low...interval.high).contains(claim), "\(claim)")
    }
  }

  @Test("a smaller spread makes a narrower interval, a smaller alpha a wider one")
  func spread() {
    let wide = level.interval(BoundedSample((0..<200).map { $0 % 2 == 0 ? 0 : 1 }))
    let narrow = level.interval(BoundedSample((0..<200).map { $0 % 2 == 0 ? 0.45 : 0.55 }))
    #expect(narrow.high - narrow.low < (wide.high - wide.low) / 2)
    let strict = ConfidenceSequence(alpha: 0.001).interval(sample(100, of: 200))
    #expect(strict.low < wide.low && strict.high > wide.high)
  }

  @Test("values off the grid keep their mean and make no interval narrower")
  func grid() throws {
    let values = (0..<300).map { 0.7 + 0.0025 * Double($0 % 3 - 1) }
    let sample = BoundedSample(values)
    #expect(abs(try #require(sample.mean) - 0.7) < 1e-12)
    #expect(sample.n == 300)
    let exact = level.interval(BoundedSample(values.map { ($0 * 200).rounded() / 200 }))
    let split = level.interval(sample)
    #expect(split.high - split.low > 0 && abs(split.low - exact.low) < 0.01)
  }

  @Test("what is no number is left out, what is out of range counts as the end")
  func faulty() {
    var sample = BoundedSample([.nan, .infinity, -3])
    sample.add(0.5)
    #expect(sample.n == 3 && sample.mean == 0.5)
    #expect(ConfidenceSequence(alpha: -1).alpha > 0 && ConfidenceSequence(alpha: 3).alpha < 1)
  }
}

/// What holds only on average, over many seeded streams.
@Suite struct ConfidenceSequenceStreamTests {
  @Test(
    "A/A: over 20 looks the truth is ever left out of at most 6.4 % of streams",
    arguments: [0.5, 0.1])
  func split(share: Double) {
    let stream = ExperimentStream(a: 0.85, b: 0.85, share: share)
    let misses = (0..<400).count { stream.isEverLeftOut(seed: $0, n: 2_000, looks: 20) }
    #expect(Double(misses) / 400 <= 0.064)
  }

  @Test("the same with a true difference: that difference stays in")
  func difference() {
    let stream = ExperimentStream(a: 0.7, b: 0.8, share: 0.5)
    let misses = (0..<400).count { stream.isEverLeftOut(seed: $0, n: 2_000, looks: 20) }
    #expect(Double(misses) / 400 <= 0.064)
  }

  @Test("the same for pairs, of which a fifth differ")
  func pairs() {
    let stream = PairedStream(wins: 0.1, losses: 0.1)
    let misses = (0..<400).count { stream.isEverLeftOut(seed: $0, n: 2_000, looks: 20) }
    #expect(Double(misses) / 400 <= 0.064)
  }

  @Test("a true difference ends the experiment, pairs sooner than a split")
  func stops() throws {
    let split = ExperimentStream(a: 0.8, b: 0.9, share: 0.5)
    let ends = (0..<40).compactMap { split.firstEvidence(seed: $0, n: 3_000, step: 100) }
    #expect(ends.count >= 38)
    let paired = PairedStream(wins: 0.13, losses: 0.03)
    let pairedEnds = (0..<40).compactMap { paired.firstEvidence(seed: $0, n: 1_500, step: 50) }
    #expect(pairedEnds.count >= 38)
    let (a, b) = (ends.sorted()[ends.count / 2], pairedEnds.sorted()[pairedEnds.count / 2])
    #expect(b < a / 2, "\(b) pairs, \(a) documents")
  }
}
