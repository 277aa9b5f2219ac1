import Foundation
import PrompterCore
import Testing

@Suite struct ReliabilityMetricsTests {
  private let p = [0.1, 0.4, 0.4, 0.8, 0.35, 0.9, 0.4, 0.6]
  private let y = [false, false, true, true, false, true, true, false]

  @Test("Brier score, log loss and AUROC equal numpy's")
  func reference() throws {
    #expect(try abs(#require(ReliabilityMetrics.brier(p, y)) - 0.1778125) < 1e-14)
    #expect(try abs(#require(ReliabilityMetrics.logLoss(p, y)) - 0.5155431647638465) < 1e-13)
    #expect(ReliabilityMetrics.auroc(p, y) == 0.8125)
  }

  @Test("a certain mistake costs a finite log loss")
  func certainMistake() throws {
    let loss = try #require(ReliabilityMetrics.logLoss([0], [true]))
    #expect(abs(loss - 34.538776394910684) < 1e-9)
    #expect(try #require(ReliabilityMetrics.logLoss([1], [true])) < 1e-14)
  }

  @Test("AUROC is nil without both classes and a half for a constant score")
  func aurocEdges() {
    #expect(ReliabilityMetrics.auroc([0.2, 0.8], [true, true]) == nil)
    #expect(ReliabilityMetrics.auroc([0.2, 0.8], [false, false]) == nil)
    #expect(ReliabilityMetrics.auroc([], []) == nil)
    #expect(ReliabilityMetrics.auroc([0.7, 0.7, 0.7], [true, false, true]) == 0.5)
    #expect(ReliabilityMetrics.auroc([-9, -2, -.infinity], [false, true, false]) == 1)
    #expect(ReliabilityMetrics.auroc([.nan, 0], [false, true]) == 1)
  }

  @Test("labels that have nothing to do with the scores give an AUROC near a half")
  func shuffled() throws {
    var generator = SeededGenerator(seed: 51, purpose: "test")
    let scores = (0..<2_000).map { _ in generator.uniform() }
    let labels = generator.shuffled((0..<2_000).map { $0 < 600 })
    #expect(try abs(#require(ReliabilityMetrics.auroc(scores, labels)) - 0.5) < 0.05)
  }

  @Test("a calibrated predictor has a small calibration error, an overconfident one a large")
  func calibration() throws {
    var generator = SeededGenerator(seed: 52, purpose: "test")
    let truth = (0..<3_000).map { _ in generator.uniform() }
    let labels = truth.map { generator.uniform() < $0 }
    #expect(try #require(ReliabilityMetrics.ece(truth, labels)) < 0.04)
    let sharpened = truth.map { $0 < 0.5 ? $0 / 3 : 1 - (1 - $0) / 3 }
    #expect(try #require(ReliabilityMetrics.ece(sharpened, labels)) > 0.1)
  }

  @Test("calibration error by hand: two bins of two")
  func eceByHand() throws {
    let ece = try #require(
      ReliabilityMetrics.ece([0.1, 0.3, 0.7, 0.9], [false, true, true, true], bins: 2))
    // |0.5 − 0.2| and |1 − 0.8|, each for half of the examples.
    #expect(abs(ece - 0.25) < 1e-15)
  }

  @Test("a constant predictor is one bin and its error is its distance from the base rate")
  func constant() throws {
    let labels = (0..<40).map { $0 < 30 }
    let constant = [Double](repeating: 0.9, count: 40)
    #expect(ReliabilityMetrics.reliabilityTable(constant, labels).map(\.n) == [40])
    #expect(try abs(#require(ReliabilityMetrics.ece(constant, labels)) - 0.15) < 1e-12)
    #expect(ReliabilityMetrics.aurc(constant, labels) == 0.25)
    #expect(ReliabilityMetrics.coverage(constant, labels, atRisk: 0.2) == 0)
    #expect(ReliabilityMetrics.coverage(constant, labels, atRisk: 0.25) == 1)
  }

  @Test("the table has equal-mass bins with their mean, accuracy and interval")
  func table() throws {
    let probabilities = (0..<95).map { Double($0) / 95 }
    let labels = (0..<95).map { $0 % 2 == 0 }
    let rows = ReliabilityMetrics.reliabilityTable(probabilities.reversed(), labels.reversed())
    #expect(rows.map(\.n) == [9, 10, 9, 10, 9, 10, 9, 10, 9, 10])
    let first = try #require(rows.first)
    #expect(abs(first.meanProbability - 4.0 / 95) < 1e-15)
    #expect(first.accuracy == 5.0 / 9)
    #expect(first.interval == Wilson.interval(successes: 5, of: 9))
  }

  @Test("equal probabilities share a bin, whatever the order of the examples")
  func ties() {
    var generator = SeededGenerator(seed: 53, purpose: "test")
    let examples = (0..<60).map { _ in (Double(generator.below(4)) / 4, generator.below(2) == 0) }
    let mixed = generator.shuffled(examples)
    let rows = ReliabilityMetrics.reliabilityTable(examples.map(\.0), examples.map(\.1))
    #expect(rows == ReliabilityMetrics.reliabilityTable(mixed.map(\.0), mixed.map(\.1)))
    #expect(rows.count == 4)
    #expect(rows.reduce(0) { $0 + $1.n } == 60)
  }

  @Test("more bins than examples give one row an example")
  func manyBins() {
    #expect(ReliabilityMetrics.reliabilityTable(p, y, bins: .max).map(\.n) == [1, 1, 3, 1, 1, 1])
    #expect(ReliabilityMetrics.reliabilityTable(p, y, bins: 0).map(\.n) == [8])
  }

  @Test(
    "coverage is the longest run of best scores within the risk",
    arguments: [(0.0, 0.25), (0.2, 0.25), (0.34, 0.75), (0.35, 0.75), (0.5, 1), (-1, 0)])
  func coverage(risk: Double, expected: Double) {
    // Best first: 0.9 and 0.8 right, 0.6 wrong, three of 0.4 with one wrong, then two wrong.
    #expect(ReliabilityMetrics.coverage(p, y, atRisk: risk) == expected)
  }

  @Test("the risk–coverage area by hand, and better for a better ranking")
  func aurc() throws {
    let area = try #require(
      ReliabilityMetrics.aurc([0.9, 0.8, 0.7, 0.6], [true, false, true, true]))
    #expect(abs(area - (0 + 0.5 + 1.0 / 3 + 0.25) / 4) < 1e-15)
    let reversed = try #require(ReliabilityMetrics.aurc(p.map { -$0 }, y))
    #expect(try #require(ReliabilityMetrics.aurc(p, y)) < reversed)
  }

  @Test("no examples give nil and broken probabilities are survived")
  func edges() {
    #expect(ReliabilityMetrics.brier([], []) == nil)
    #expect(ReliabilityMetrics.logLoss([], []) == nil)
    #expect(ReliabilityMetrics.ece([], []) == nil)
    #expect(ReliabilityMetrics.aurc([], []) == nil)
    #expect(ReliabilityMetrics.coverage([], [], atRisk: 0.1) == nil)
    #expect(ReliabilityMetrics.reliabilityTable([], []) == [])
    #expect(ReliabilityMetrics.brier([.nan, 7], [false, true]) == 0)
    #expect(ReliabilityMetrics.brier([1, 0.5], [true]) == 0)
  }
}
