import PrompterCore
import Testing

@Suite struct BootstrapTests {
  private let values = [0.1, 0.5, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4, 0.6, 1.0, 0.0, 0.55]

  @Test("the interval agrees with 200,000 resamples drawn by numpy")
  func reference() throws {
    let interval = try #require(Bootstrap.meanInterval(values, seed: 1))
    #expect(abs(interval.low - 0.3333) < 0.012)
    #expect(abs(interval.high - 0.675) < 0.012)
  }

  @Test("the same seed repeats the interval and another seed moves it")
  func seeded() {
    let first = Bootstrap.meanInterval(values, resamples: 200, seed: 1)
    #expect(first == Bootstrap.meanInterval(values, resamples: 200, seed: 1))
    #expect(first != Bootstrap.meanInterval(values, resamples: 200, seed: 2))
  }

  @Test("a higher confidence widens the interval")
  func confidence() throws {
    let narrow = try #require(Bootstrap.meanInterval(values, resamples: 500, confidence: 0.5))
    let wide = try #require(Bootstrap.meanInterval(values, resamples: 500, confidence: 0.99))
    #expect(wide.low < narrow.low)
    #expect(wide.high > narrow.high)
  }

  @Test("one value, equal values and one cluster have no width")
  func degenerate() throws {
    #expect(Bootstrap.meanInterval([0.1]) == Interval(low: 0.1, high: 0.1))
    #expect(Bootstrap.meanInterval([0.1, 0.1, 0.1]) == Interval(low: 0.1, high: 0.1))
    let cluster = try #require(
      Bootstrap.meanInterval([0, 1, 1], clusters: [4, 4, 4], resamples: 10))
    #expect(cluster == Interval(low: 2.0 / 3, high: 2.0 / 3))
  }

  @Test("input without an answer gives nil")
  func noAnswer() {
    #expect(Bootstrap.meanInterval([]) == nil)
    #expect(Bootstrap.meanInterval([1, .nan]) == nil)
    #expect(Bootstrap.meanInterval([1, .infinity]) == nil)
    #expect(Bootstrap.meanInterval([1, 2], clusters: [0]) == nil)
    #expect(Bootstrap.meanInterval([1, 2], confidence: .nan) == nil)
  }

  @Test("repeats in one cluster do not make the interval narrower")
  func clusters() throws {
    let repeated = values.flatMap { [$0, $0, $0, $0] }
    let numbers = values.indices.flatMap { [$0, $0, $0, $0] }
    let plain = try #require(Bootstrap.meanInterval(values, resamples: 1_000))
    let clustered = try #require(
      Bootstrap.meanInterval(repeated, clusters: numbers, resamples: 1_000))
    let naive = try #require(Bootstrap.meanInterval(repeated, resamples: 1_000))
    #expect(abs(clustered.low - plain.low) < 1e-12)
    #expect(abs(clustered.high - plain.high) < 1e-12)
    #expect(naive.high - naive.low < 0.7 * (plain.high - plain.low))
  }

  @Test("about 95 of 100 intervals contain the true mean")
  func coverage() throws {
    var generator = SeededGenerator(seed: 11, purpose: "test")
    var covered = 0
    for round in 0..<200 {
      let sample = (0..<40).map { _ in generator.uniform() }
      let interval = try #require(
        Bootstrap.meanInterval(sample, resamples: 200, seed: UInt64(round)))
      if interval.low <= 0.5, interval.high >= 0.5 { covered += 1 }
    }
    #expect((176...199).contains(covered))
  }
}
