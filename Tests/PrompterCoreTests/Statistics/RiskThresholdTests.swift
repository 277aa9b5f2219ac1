import Foundation
import PrompterCore
import Testing

@Suite struct RiskThresholdTests {
  @Test(
    "without an error the rule of three: so many accepted examples prove a target",
    arguments: [(0.01, 299), (0.02, 149), (0.05, 59), (0.1, 29), (0.2, 14)])
  func fewest(target: Double, n: Int) {
    #expect(RiskThreshold.fewest(target: target) == n)
    let scores = (0..<n).map { 1 - Double($0) / 1_000 }
    let right = Array(repeating: true, count: n)
    let found = RiskThreshold.find(scores, right, target: target).certified
    #expect(found?.accepted == n && found?.wrong == 0 && found?.coverage == 1)
    #expect(found.map { $0.upper <= target } == true)
    #expect(
      RiskThreshold.find(Array(scores.dropLast()), Array(right.dropLast()), target: target)
        == .tooFew(needed: n))
  }

  @Test("the threshold is the score of the last one that is accepted, and stops before the errors")
  func place() throws {
    // 46 examples may hold one error at 10 %, 61 two.
    let scores = (0..<100).map { 1 - Double($0) / 100 }
    let right = (0..<100).map { $0 < 60 && $0 != 40 }
    let found = try #require(RiskThreshold.find(scores, right, target: 0.1).certified)
    #expect(found.accepted == 61 && found.wrong == 2)
    #expect(found.threshold == scores[60])
    #expect(found.upper == ClopperPearson.upper(failures: 2, of: 61))
  }

  @Test("equal scores are accepted together")
  func ties() throws {
    let scores = Array(repeating: 0.9, count: 40) + Array(repeating: 0.5, count: 40)
    let right = (0..<80).map { $0 < 40 }
    let found = try #require(RiskThreshold.find(scores, right, target: 0.1).certified)
    #expect(found.accepted == 40 && found.threshold == 0.9)
    let one = RiskThreshold.find(
      Array(repeating: 0.9, count: 80), (0..<80).map { $0 % 2 == 0 }, target: 0.1)
    #expect(one == .hopeless)
  }

  @Test("too few examples say how many would do; always wrong is hopeless")
  func needed() {
    #expect(RiskThreshold.find([], [], target: 0.1) == .tooFew(needed: 29))
    let scores = (0..<100).map { 1 - Double($0) / 100 }
    // The best 20 are right: 29 such are a share of 20 % of 145.
    #expect(
      RiskThreshold.find(scores, (0..<100).map { $0 < 20 }, target: 0.1) == .tooFew(needed: 145))
    #expect(
      RiskThreshold.find(scores, Array(repeating: false, count: 100), target: 0.1) == .hopeless)
    #expect(
      RiskThreshold.find(
        Array(repeating: .nan, count: 100), Array(repeating: true, count: 100), target: 0.1
      ).certified == nil)
  }

  @Test("of 1,000 populations of known risk at most 6.4 % get a threshold that breaks its promise")
  func validity() {
    for (target, size, floor) in [(0.2, 80, 0.0), (0.2, 60, 0.15)] {
      var generator = SeededGenerator(seed: 7, purpose: "risk \(target) \(size)")
      // A score s is wrong with the chance floor + (1 - s)^2, so that of all above s it is the mean.
      func chance(_ score: Double) -> Double { min(1, floor + (1 - score) * (1 - score)) }
      func risk(above s: Double) -> Double { floor + (1 - s) * (1 - s) / 3 }
      var broken = 0
      for _ in 0..<1_000 {
        let scores = (0..<size).map { _ in generator.uniform() }
        let right = scores.map { generator.uniform() >= chance($0) }
        if let found = RiskThreshold.find(scores, right, target: target).certified,
          risk(above: found.threshold) > target
        {
          broken += 1
        }
      }
      #expect(broken <= 64, "target \(target), n \(size)")
    }
  }
}
