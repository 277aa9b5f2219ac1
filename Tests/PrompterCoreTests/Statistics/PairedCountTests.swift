import PrompterCore
import Testing

/// McNemar's test, the sign tests and the e-value: all work on counts of wins and losses.
@Suite struct PairedCountTests {
  @Test(
    "the exact McNemar p equals scipy's binomial test",
    arguments: [
      (10, 2, 0.03857421875), (9, 3, 0.14599609375), (0, 5, 0.0625), (3, 3, 1), (0, 0, 1),
      (30, 12, 0.007915897334896727), (400, 330, 0.010605994778707762),
    ])
  func mcNemar(a: Int, b: Int, expected: Double) {
    #expect(abs(McNemar.p(aOnly: a, bOnly: b) - expected) < 1e-12)
    #expect(McNemar.p(aOnly: a, bOnly: b) == McNemar.p(aOnly: b, bOnly: a))
  }

  @Test("futility and one-sided tails equal scipy's")
  func tails() {
    #expect(abs(SignTest.futility(wins: 3, losses: 12) - 0.017578125) < 1e-14)
    #expect(abs(SignTest.oneSided(wins: 12, losses: 3) - 0.017578125) < 1e-14)
    let tail = SignTest.oneSided(wins: 600, losses: 400)
    #expect(abs(tail / 1.3642320780330092e-10 - 1) < 1e-8)
  }

  @Test("the two tails overlap in exactly the observed count")
  func tailsOverlap() {
    for wins in 0...12 {
      let losses = 12 - wins
      let choose = (0..<wins).reduce(1.0) { $0 * Double(12 - $1) / Double($1 + 1) }
      let sum =
        SignTest.futility(wins: wins, losses: losses)
        + SignTest.oneSided(wins: wins, losses: losses)
      #expect(abs(sum - 1 - choose / 4096) < 1e-13)
    }
  }

  @Test("nothing observed is no evidence")
  func nothing() {
    #expect(SignTest.futility(wins: 0, losses: 0) == 1)
    #expect(SignTest.oneSided(wins: 0, losses: 0) == 1)
    #expect(SignTest.oneSided(wins: 0, losses: 4) == 1)
    #expect(abs(EValue.sign(wins: 0, losses: 0) - 1) < 1e-14)
  }

  @Test(
    "the e-value equals 40-digit arithmetic",
    arguments: [
      (5, 0, 10.5), (7, 0, 31.875), (3, 9, 0.13216783216783217), (0, 40, 0.024390243902439024),
      (60, 40, 1.7840590318646551), (500, 420, 2.666102842531747),
    ])
  func eValue(wins: Int, losses: Int, expected: Double) {
    #expect(abs(EValue.sign(wins: wins, losses: losses) / expected - 1) < 1e-10)
  }

  @Test(
    "the fewest wins that reach E ≥ 10 and E ≥ 20",
    arguments: [
      (0, 5, 7), (1, 8, 10), (2, 11, 12), (3, 13, 14), (4, 15, 16), (5, 17, 18), (6, 19, 20),
    ])
  func eValueTable(losses: Int, ten: Int, twenty: Int) {
    func fewest(_ target: Double) -> Int? {
      (0...60).first { EValue.sign(wins: $0, losses: losses) >= target }
    }
    #expect(fewest(10) == ten)
    #expect(fewest(20) == twenty)
  }

  @Test("without an effect an e-value that is always watched seldom reaches 10")
  func anytimeValid() {
    var generator = SeededGenerator(seed: 31, purpose: "test")
    let values = (0...40).map { wins in (0...40).map { EValue.sign(wins: wins, losses: $0) } }
    let crossings = (0..<500).count { _ in
      var wins = 0
      return (1...40).contains { seen in
        wins += generator.below(2)
        return values[wins][seen - wins] >= 10
      }
    }
    #expect(crossings > 0)
    #expect(crossings <= 50)
  }

  @Test("extreme and negative counts stay finite")
  func extremes() {
    #expect(EValue.sign(wins: 5_000, losses: 0) == .greatestFiniteMagnitude)
    #expect(EValue.sign(wins: 0, losses: 1_000_000) > 0)
    #expect((0.5e-5...5e-5).contains(EValue.sign(wins: .max, losses: .max)))
    #expect(McNemar.p(aOnly: -3, bOnly: 5) == McNemar.p(aOnly: 0, bOnly: 5))
    #expect((0...1).contains(McNemar.p(aOnly: .max, bOnly: .max)))
    #expect((0...1).contains(SignTest.oneSided(wins: .max, losses: .max)))
  }
}
