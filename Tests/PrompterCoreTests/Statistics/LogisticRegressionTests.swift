import PrompterCore
import Testing

@Suite struct LogisticRegressionTests {
  /// Hours of study and whether the exam was passed, a common textbook example.
  private let hours: [Double] = [
    0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5,
    5.5,
  ]
  private let passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1].map { $0 == 1 }

  private func expectNear(_ model: LogisticRegression, _ intercept: Double, _ weights: [Double]) {
    #expect(abs(model.intercept - intercept) < 1e-7)
    #expect(model.weights.count == weights.count)
    #expect(zip(model.weights, weights).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test("the fit equals numpy's with no ridge, a ridge, weights and two features")
  func reference() {
    let rows = hours.map { [$0] }
    expectNear(.fit(features: rows, labels: passed, ridge: 0), -4.07771343, [1.50464543])
    expectNear(.fit(features: rows, labels: passed, ridge: 1), -3.13952493, [1.1486039])
    let weights = hours.indices.map { Double(1 + $0 % 3) }
    expectNear(
      .fit(features: rows, labels: passed, ridge: 0.5, weights: weights),
      -3.9300702, [1.39763237])
    let pairs = hours.enumerated().map { [$1, Double($0 * 7 % 5) - 2] }
    expectNear(
      .fit(features: pairs, labels: passed, ridge: 0.3), -3.74005281, [1.37435038, -0.15253325])
  }

  @Test("a weight of two equals the example given twice")
  func weights() {
    let rows = hours.map { [$0] }
    let doubled = LogisticRegression.fit(
      features: rows + rows, labels: passed + passed, ridge: 1)
    let weighted = LogisticRegression.fit(
      features: rows, labels: passed, ridge: 1, weights: hours.map { _ in 2 })
    expectNear(weighted, doubled.intercept, doubled.weights)
  }

  @Test("the parameters that made the data are recovered")
  func recovery() {
    var generator = SeededGenerator(seed: 61, purpose: "test")
    let truth = LogisticRegression(weights: [1.5, -2], intercept: 0.5)
    let rows = (0..<1_500).map { _ in (0..<2).map { _ in 4 * generator.uniform() - 2 } }
    let labels = rows.map { generator.uniform() < truth.probability($0) }
    let model = LogisticRegression.fit(features: rows, labels: labels, ridge: 1e-3)
    // Four standard errors are about 0.35, 0.45 and 0.55.
    #expect(abs(model.intercept - 0.5) < 0.4)
    #expect(abs(model.weights[0] - 1.5) < 0.5)
    #expect(abs(model.weights[1] + 2) < 0.6)
  }

  @Test("without features the fit is the base rate, which the ridge leaves alone")
  func baseRate() {
    let labels = (0..<40).map { $0 < 30 }
    let model = LogisticRegression.fit(
      features: labels.map { _ in [] }, labels: labels, ridge: 100)
    #expect(abs(model.probability([]) - 0.75) < 1e-9)
  }

  @Test("separable data, one class and copied columns stay finite", arguments: [0, 1e-6, 1])
  func degenerate(ridge: Double) {
    let rows: [[Double]] = [[-2], [-1], [1], [2]]
    let separable = LogisticRegression.fit(
      features: rows, labels: [false, false, true, true], ridge: ridge)
    #expect(separable.weights[0].isFinite)
    #expect(separable.probability([2]) > 0.8)
    #expect(separable.probability([-2]) < 0.2)
    let single = LogisticRegression.fit(
      features: rows, labels: [true, true, true, true], ridge: ridge)
    #expect(single.intercept.isFinite)
    #expect(single.probability([0]) > 0.999)
    let copied = LogisticRegression.fit(
      features: hours.map { [$0, $0, 1, 0] }, labels: passed, ridge: ridge)
    #expect(copied.weights.allSatisfy { $0.isFinite })
    #expect(copied.probability([5, 5, 1, 0]) > 0.85)
    let unused = LogisticRegression.fit(
      features: hours.map { [$0, 0] }, labels: passed, ridge: ridge)
    #expect(unused.weights[1] == 0)
    #expect(unused.probability([5, 0]) > 0.85)
  }

  @Test("features of very different scale are fitted")
  func scale() {
    let plain = LogisticRegression.fit(features: hours.map { [$0] }, labels: passed, ridge: 0)
    let scaled = LogisticRegression.fit(
      features: hours.map { [$0 * 1e6] }, labels: passed, ridge: 0)
    #expect(abs(scaled.weights[0] * 1e6 - plain.weights[0]) < 1e-6)
  }

  @Test("broken input never gives a NaN")
  func broken() {
    let model = LogisticRegression.fit(
      features: [[.nan, 1], [.infinity], [], [-.infinity, 2, 3]],
      labels: [true, false, true, false, true], ridge: .nan, weights: [1, .nan, -2])
    #expect(model.weights.count == 2)
    #expect((model.weights + [model.intercept]).allSatisfy { $0.isFinite })
    let empty = LogisticRegression.fit(features: [], labels: [], ridge: 1)
    #expect(empty.probability([3]) == 0.5)
    let extreme = LogisticRegression(weights: [.infinity, -.infinity], intercept: 0)
    #expect(extreme.probability([1, 1]) == 0.5)
    #expect(LogisticRegression(weights: [1], intercept: 0).probability([.infinity]) == 1)
    #expect(LogisticRegression(weights: [1], intercept: 0).probability([-.infinity]) == 0)
  }

  @Test("the fit repeats exactly")
  func deterministic() {
    let rows = hours.map { [$0] }
    #expect(
      LogisticRegression.fit(features: rows, labels: passed, ridge: 0.1)
        == LogisticRegression.fit(features: rows, labels: passed, ridge: 0.1))
  }
}
