import PrompterCore
import Testing

/// How often a comparison calls a difference that is not there, or misses one that is.
///
/// `benchmarks/statistics` does the same at full size.
@Suite(.timeLimit(.minutes(5))) struct FalseAlarmTests {
  /// Simulated paired differences of a prompter and one that is better by `shift`.
  private static func differences(
    _ count: Int, isGraded: Bool, shift: Double, _ generator: inout SeededGenerator
  ) -> [Double] {
    (0..<count).map { _ in
      // The difficulty of an example is the same for both; what is left is chance.
      let difficulty = generator.uniform()
      func score(_ shift: Double) -> Double {
        let chance = min(1, difficulty + shift)
        guard isGraded else { return generator.uniform() < chance ? 1 : 0 }
        return (0..<5).reduce(0) { sum, _ in sum + (generator.uniform() < chance ? 0.2 : 0) }
      }
      let a = score(0)
      return score(shift) - a
    }
  }

  private static func share(
    _ verdicts: Set<PairedDifference.Verdict>, runs: Int, isGraded: Bool, shift: Double
  ) -> Double {
    var generator = SeededGenerator(seed: 11, purpose: "false alarms")
    var count = 0
    for run in 0..<runs {
      let sample = differences(60, isGraded: isGraded, shift: shift, &generator)
      let difference = PairedDifference(sample, draws: 400, seed: UInt64(run))
      if let verdict = difference?.verdict(), verdicts.contains(verdict) { count += 1 }
    }
    return Double(count) / Double(runs)
  }

  @Test("two that are alike are told apart in few runs", arguments: [true, false])
  func alike(isGraded: Bool) {
    let alarms = Self.share([.better, .worse], runs: 200, isGraded: isGraded, shift: 0)
    #expect(alarms <= 0.08, "\(alarms)")
  }

  @Test(
    "a large difference is found in most runs, and never the wrong way", arguments: [true, false])
  func different(isGraded: Bool) {
    let shift = isGraded ? 0.15 : 0.4
    #expect(Self.share([.better], runs: 60, isGraded: isGraded, shift: shift) >= 0.8)
    #expect(Self.share([.worse], runs: 60, isGraded: isGraded, shift: shift) == 0)
  }
}
