import PrompterCore
import Testing

@Suite struct SummaryTests {
  @Test("mean and standard deviation of a textbook sample")
  func moments() throws {
    let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    #expect(values.mean == 5)
    #expect(try abs(#require(values.standardDeviation) - 2.138089935299395) < 1e-14)
  }

  @Test("a large offset does not spoil the standard deviation")
  func largeOffset() {
    #expect([1e9 + 1, 1e9 + 2, 1e9 + 3].standardDeviation == 1)
  }

  @Test("too few values give nil")
  func tooFew() {
    let none: [Double] = []
    #expect(none.mean == nil)
    #expect(none.percentile(0.5) == nil)
    #expect([3.0].standardDeviation == nil)
    #expect([3.0].mean == 3)
  }

  @Test(
    "percentiles interpolate linearly",
    arguments: [
      (0.0, 15.0), (0.05, 16), (0.4, 29), (0.5, 35), (0.95, 48), (1, 50), (7, 50), (-1, 15),
    ])
  func percentile(q: Double, expected: Double) throws {
    let value = try #require([35.0, 15, 50, 20, 40].percentile(q))
    #expect(abs(value - expected) < 1e-12)
  }

  @Test("not-a-number and infinity do not crash a percentile")
  func notFinite() throws {
    #expect(try #require([1.0, .nan].percentile(0.5)).isNaN)
    #expect(try #require([1.0, 2].percentile(.nan)).isNaN)
    #expect([1, Double.infinity, .infinity].percentile(0.75) == .infinity)
  }
}
