import Foundation
import PrompterCore
import Testing

@Suite struct ProportionTests {
  @Test(
    "Wilson's interval equals scipy's",
    arguments: [
      (0, 10, 0.95, 0.0, 0.27753279986288926), (10, 10, 0.95, 0.7224672001371107, 1),
      (7, 20, 0.95, 0.1811918241010821, 0.5671457233147637),
      (50, 100, 0.9, 0.41884779611252954, 0.5811522038874705),
      (999, 1000, 0.99, 0.9915394337800183, 0.9998825836463816),
    ])
  func wilson(k: Int, n: Int, confidence: Double, low: Double, high: Double) {
    let interval = Wilson.interval(successes: k, of: n, confidence: confidence)
    #expect(abs(interval.low - low) < 1e-12)
    #expect(abs(interval.high - high) < 1e-12)
  }

  @Test(
    "Clopper–Pearson bounds equal the inverse beta of scipy",
    arguments: [
      (0, 300, 0.95, 0.009936081944457708, 0.0),
      (3, 100, 0.95, 0.07571079374983004, 0.00822582910765269),
      (10, 20, 0.975, 0.7280421504392081, 0.2719578495607919),
      (19, 20, 0.95, 0.9974386212234697, 0.7838938357931526),
      (50, 5000, 0.99, 0.013787078433956563, 0.007016310255682005),
    ])
  func clopperPearson(k: Int, n: Int, confidence: Double, upper: Double, lower: Double) {
    #expect(abs(ClopperPearson.upper(failures: k, of: n, confidence: confidence) - upper) < 1e-11)
    #expect(abs(ClopperPearson.lower(successes: k, of: n, confidence: confidence) - lower) < 1e-11)
  }

  @Test("no failure in n trials gives the closed form 1 − (1 − c)^(1/n)", arguments: [1, 7, 1_000])
  func noFailure(n: Int) {
    let expected = 1 - pow(0.05, 1 / Double(n))
    #expect(abs(ClopperPearson.upper(failures: 0, of: n) - expected) < 1e-12)
    #expect(abs(ClopperPearson.lower(successes: n, of: n) - (1 - expected)) < 1e-12)
  }

  @Test("without trials nothing is known")
  func noTrials() {
    #expect(Wilson.interval(successes: 0, of: 0) == Interval(low: 0, high: 1))
    #expect(ClopperPearson.upper(failures: 0, of: 0) == 1)
    #expect(ClopperPearson.lower(successes: 0, of: 0) == 0)
    #expect(ClopperPearson.upper(failures: 9, of: 5) == 1)
    #expect(ClopperPearson.upper(failures: 1, of: -5) == 1)
  }

  /// Coverage is summed over the binomial distribution, so there is no randomness.
  @Test("bounds cover the truth as often as they say", arguments: [0.03, 0.2, 0.5, 0.93])
  func coverage(truth: Double) {
    let n = 50
    var (wilson, upper, lower) = (0.0, 0.0, 0.0)
    var mass = pow(1 - truth, Double(n))
    for k in 0...n {
      let interval = Wilson.interval(successes: k, of: n)
      if interval.low <= truth, truth <= interval.high { wilson += mass }
      if truth <= ClopperPearson.upper(failures: k, of: n) { upper += mass }
      if truth >= ClopperPearson.lower(successes: k, of: n) { lower += mass }
      mass *= Double(n - k) / Double(k + 1) * truth / (1 - truth)
    }
    #expect(wilson > 0.9)
    #expect(wilson < 0.99)
    #expect(upper >= 0.95 - 1e-9)
    #expect(lower >= 0.95 - 1e-9)
  }
}
