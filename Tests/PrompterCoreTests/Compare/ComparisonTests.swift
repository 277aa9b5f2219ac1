import PrompterCore
import Testing

@Suite struct ComparisonTests {
  private typealias Samples = EvaluationSamples

  private func compare(
    _ a: [[Double]?], _ b: [[Double]?], minimumEffect: Double = 0, seed: UInt64 = 0
  ) -> Comparison {
    func evaluation(_ name: String, _ scores: [[Double]?]) -> Evaluation {
      Samples.evaluation(name, scores.enumerated().map { Samples.row("\($0)", $1) })
    }
    return Comparison(
      evaluation("a", a), evaluation("b", b), minimumEffect: minimumEffect, seed: seed)
  }

  @Test("D15: identical records differ by exactly 0, and that is no evidence")
  func identical() throws {
    let scores = (0..<50).map { [Double($0 % 3) / 3, 0.1 * Double($0 % 7)] }
    let comparison = compare(scores, scores)
    let difference = try #require(comparison.difference)
    #expect(difference.mean == 0 && difference.p == 1)
    #expect(difference.interval == Interval(low: 0, high: 0))
    #expect(comparison.verdict == .noEvidence)
    #expect(comparison.regressions.isEmpty && comparison.fixes.isEmpty)
    #expect(comparison.mcNemar == (0, 0, 1))
    #expect(comparison.fields.allSatisfy { $0.comparison.delta == 0 && $0.comparison.p == 1 })
  }

  @Test("the verdict is about B: better, worse, or no evidence")
  func verdicts() {
    let low = (0..<40).map { _ in [0.0, 1] }
    let high = (0..<40).map { [$0 < 30 ? 1.0 : 0, 1] }
    #expect(compare(low, high).verdict == .better)
    #expect(compare(high, low).verdict == .worse)
    #expect(compare(low, low).verdict == .noEvidence)
    let mixed = (0..<40).map { [$0.isMultiple(of: 2) ? 1.0 : 0, $0.isMultiple(of: 2) ? 0 : 1] }
    #expect(compare(mixed, low).verdict == .noEvidence)
  }

  @Test("a difference below the smallest that matters is no evidence, however sure")
  func minimumEffect() {
    let a = (0..<60).map { _ in [0.5, 0.5] }
    let b = (0..<60).map { _ in [0.52, 0.52] }
    #expect(compare(a, b).verdict == .better)
    #expect(compare(a, b, minimumEffect: 0.05).verdict == .noEvidence)
    #expect(compare(b, a, minimumEffect: 0.05).verdict == .noEvidence)
  }

  @Test("few examples show nothing: five wins out of five are not enough")
  func few() {
    let comparison = compare(
      Array(repeating: [0, 0], count: 5), Array(repeating: [1, 1], count: 5))
    #expect(comparison.difference.map { $0.p > 0.05 } == true)
    #expect(comparison.verdict == .noEvidence)
  }

  @Test("examples are aligned by id; what only one side has answered is counted apart")
  func alignment() {
    let a = Samples.evaluation(
      "a",
      [
        Samples.row("1", [1, 1]), Samples.row("2", [0, 0]), Samples.row("3", [1, 0]),
        Samples.row("4", nil),
      ])
    let b = Samples.evaluation(
      "b",
      [
        Samples.row("9", [1, 1]), Samples.row("3", nil), Samples.row("2", [1, 0]),
        Samples.row("1", [1, 1]), Samples.row("4", [0, 0]),
      ])
    let comparison = Comparison(a, b)
    #expect(comparison.examples.map(\.id) == ["1", "2"])
    #expect(comparison.examples.allSatisfy { $0.a.first?.id == $0.b.first?.id })
    #expect(comparison.onlyA == 1 && comparison.onlyB == 2)
    #expect(comparison.scoreA == 0.5 && comparison.scoreB == 0.75)
    #expect(comparison.a == "a" && comparison.b == "b")
  }

  @Test("without a common example there is nothing to say")
  func nothingCommon() {
    let comparison = Comparison(
      Samples.evaluation("a", [Samples.row("1", [1, 1])]),
      Samples.evaluation("b", [Samples.row("2", [1, 1])]))
    #expect(comparison.difference == nil && comparison.scoreA == nil)
    #expect(comparison.verdict == .noEvidence)
    #expect(comparison.fields.isEmpty && comparison.minimumDetectable == nil)
  }

  @Test("regressions come worst first, fixes best first")
  func changes() {
    let a: [[Double]?] = [[1, 1], [1, 1], [0, 0], [0.5, 0.5], [1, 0], [0, 0]]
    let b: [[Double]?] = [[1, 0], [0, 0], [1, 0], [0.5, 0.5], [0, 1], [1, 1]]
    let comparison = compare(a, b)
    #expect(comparison.regressions == ["1", "0"])
    #expect(comparison.fixes == ["5", "2"])
    #expect(comparison.mcNemar.aOnly == 2 && comparison.mcNemar.bOnly == 1)
  }

  @Test("a field's p-value is adjusted for how many fields are tested (Holm)")
  func holm() throws {
    // x is better in 10 of 40, y in 6 of 40: alone both p are 2^-9 and 2^-5.
    let a = (0..<40).map { _ in [0.0, 0] }
    let b = (0..<40).map { [$0 < 10 ? 1.0 : 0, $0 >= 10 && $0 < 16 ? 1 : 0] }
    let comparison = compare(a, b)
    let p = comparison.fields.map(\.comparison.p)
    #expect(comparison.fields.map(\.path) == Samples.fields)
    #expect(abs(p[0] - 2 * 0.001_953_125) < 1e-12)
    #expect(abs(p[1] - 0.031_25) < 1e-12)
    #expect(comparison.fields.map(\.comparison.delta) == [0.25, 0.15])
  }

  @Test("what could have been seen is said beside the verdict")
  func resolution() throws {
    let a = (0..<60).map { _ in [0.0, 0] }
    let b = (0..<60).map { $0 < 6 ? [1.0, 1] : [0.0, 0] }
    let detectable = try #require(compare(a, b).minimumDetectable)
    #expect(detectable > 0.09 && detectable < 0.13)
  }

  @Test("the same seed gives the same numbers")
  func seeds() {
    let a = (0..<30).map { [Double($0 % 2), 1] }
    let b = (0..<30).map { [Double($0 % 3 == 0 ? 1 : 0), 1] }
    func numbers(_ seed: UInt64) -> [Double] {
      let difference = compare(a, b, seed: seed).difference
      return [difference?.p ?? 0, difference?.interval.low ?? 0, difference?.interval.high ?? 0]
    }
    #expect(numbers(0) == numbers(0))
    #expect(numbers(1) == numbers(1))
  }

  @Test("an unusable answer is a loss, an answer that never came is not")
  func invalidAnswers() {
    var invalid = Samples.row("0", [0, 0])
    invalid.failure = .invalid("no JSON")
    let good = Samples.evaluation("a", [Samples.row("0", [1, 1])])
    #expect(Comparison(good, Samples.evaluation("b", [invalid])).regressions == ["0"])
    #expect(Comparison(good, Samples.evaluation("b", [Samples.row("0", nil)])).regressions == [])
  }

  @Test("ids that stand for different examples are left out, and so is what B could not answer")
  func leftOut() {
    var other = Samples.row("2", [0, 0])
    other.expected = ["x": 9]
    let a = Samples.evaluation(
      "a", [Samples.row("1", [1, 1]), Samples.row("2", [1, 1]), Samples.row("3", [1, 1])])
    let b = Samples.evaluation(
      "b", [Samples.row("1", [1, 1]), other, Samples.row("3", nil)])
    let comparison = Comparison(a, b)
    #expect(comparison.examples.map(\.id) == ["1"])
    #expect(comparison.relabelled == 1 && comparison.onlyA == 1 && comparison.onlyB == 0)
    #expect(comparison.newErrors == ["3"])
    #expect(comparison.regressions.isEmpty)
  }

  @Test("another record of the same score is a change, but neither better nor worse")
  func changedAlike() {
    var (x, y) = (Samples.row("1", [0, 1]), Samples.row("1", [0, 1]))
    x.predicted = ["x": 1]
    y.predicted = ["x": 2]
    let comparison = Comparison(Samples.evaluation("a", [x]), Samples.evaluation("b", [y]))
    #expect(comparison.changed.map(\.id) == ["1"])
    #expect(comparison.regressions.isEmpty && comparison.fixes.isEmpty)
    #expect(Comparison(Samples.evaluation("a", [x]), Samples.evaluation("b", [x])).changed.isEmpty)
  }

  @Test("what both runs took stands side by side")
  func runs() {
    var b = Samples.evaluation("b", [Samples.row("1", [1, 1]), Samples.row("2", nil)])
    b.counts.calls = 7
    b.cost = 0.5
    let runs = Comparison(Samples.evaluation("a", [Samples.row("1", [1, 1])]), b).runs
    #expect(runs.a.n == 1 && runs.a.errors == 0 && runs.a.cost == nil)
    #expect(runs.b.n == 1 && runs.b.errors == 1 && runs.b.counts.calls == 7 && runs.b.cost == 0.5)
  }
}
