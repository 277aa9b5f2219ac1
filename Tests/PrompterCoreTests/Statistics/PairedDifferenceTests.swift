import PrompterCore
import Testing

@Suite struct PairedDifferenceTests {
  @Test("mean, interval and p are those of the single methods")
  func parts() throws {
    let values = (0..<50).map { Double($0 % 7) / 10 - 0.2 }
    let difference = try #require(PairedDifference(values, seed: 3))
    #expect(difference.interval == Bootstrap.meanInterval(values, seed: 3))
    #expect(difference.p == SignFlip.p(values, seed: 3))
    #expect(difference.mean == values.mean)
    #expect(difference.aboveZero > 0.9 && difference.aboveZero <= 1)
  }

  @Test("without a difference the chance that B is better is a half")
  func nothing() throws {
    let same = try #require(PairedDifference(Array(repeating: 0, count: 20)))
    #expect(same.mean == 0 && same.p == 1 && same.aboveZero == 0.5)
    #expect(same.interval == Interval(low: 0, high: 0))
    #expect(same.verdict() == .noEvidence)
    #expect(PairedDifference([]) == nil)
    #expect(PairedDifference([0.1, .nan]) == nil)
  }

  @Test(
    "a verdict needs the interval, the test and the size",
    arguments: [
      (0.1, 0.02, 0.2, 0.01, 0, .better), (0.1, -0.01, 0.2, 0.01, 0, .noEvidence),
      (0.1, 0.02, 0.2, 0.05, 0, .noEvidence), (0.1, 0.02, 0.2, 0.01, 0.11, .noEvidence),
      (0.1, 0.02, 0.2, 0.01, 0.1, .better), (-0.1, -0.2, -0.02, 0.01, 0, .worse),
      (-0.1, -0.2, 0, 0.01, 0, .noEvidence), (-0.1, -0.2, -0.02, 0.01, 0.2, .noEvidence),
    ] as [(Double, Double, Double, Double, Double, PairedDifference.Verdict)])
  func verdicts(
    mean: Double, low: Double, high: Double, p: Double, least: Double,
    verdict: PairedDifference.Verdict
  ) {
    let difference = PairedDifference(
      mean: mean, interval: Interval(low: low, high: high), p: p, aboveZero: 0.5)
    #expect(difference.verdict(minimumEffect: least) == verdict)
    #expect(difference.verdict(minimumEffect: least, p: 0.06) == .noEvidence)
  }
}
