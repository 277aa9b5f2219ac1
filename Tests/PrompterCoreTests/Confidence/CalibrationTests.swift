import PrompterCore
import PrompterTesting
import Testing

@Suite struct CalibrationTests {
  private typealias Samples = CalibrationSamples

  /// The fitted probabilities of fresh rows, and whether the values are right.
  private func heldOut(
    _ calibration: Calibration, _ rows: [(row: Calibration.Row, logits: [Double])]
  ) -> (probabilities: [Double], right: [Bool]) {
    var probabilities: [Double] = []
    var right: [Bool] = []
    for (row, _) in rows {
      for field in Samples.fields {
        let signals = Samples.signals(row.extraction, field)
        probabilities.append(calibration.plain.probability(signals, of: field))
        right.append(row.right[field] ?? false)
      }
    }
    return (probabilities, right)
  }

  @Test("D1: probabilities that made the data are found again, and rank right above wrong")
  func recovers() throws {
    let calibration = try #require(Samples.fit(Samples.rows(1_500, seed: 1).map(\.row)))
    #expect(calibration.n == 3_000)
    #expect(calibration.rows == .confirm && calibration.belongsTo == "h")
    for field in Samples.fields {
      for logit in [-2.5, -1, 0, 1, 2.5] {
        let extraction = Samples.extraction([logit, logit])
        let signals = Samples.signals(extraction, field)
        let fitted = calibration.plain.probability(signals, of: field)
        #expect(abs(fitted - Samples.truth(logit, field)) < 0.06)
      }
    }
    let (probabilities, right) = heldOut(calibration, Samples.rows(500, seed: 2))
    #expect(ReliabilityMetrics.auroc(probabilities, right).map { $0 > 0.85 } == true)
    #expect(ReliabilityMetrics.ece(probabilities, right).map { $0 < 0.05 } == true)
  }

  @Test("records that are all wrong give no probability for the whole record")
  func recordsThatAreAllWrong() throws {
    let rows = Samples.rows(60, seed: 5).map { sample in
      var right = sample.row.right
      right[Samples.b] = false
      return Calibration.Row(extraction: sample.row.extraction, text: "", right: right)
    }
    let calibration = try #require(Samples.fit(rows))
    #expect(calibration.plain.recordProbability([0.9, 0.9]) == nil)
    #expect(Calibration(json: calibration.json) == calibration)
  }

  @Test("the probability of the whole record is calibrated, not the product of its fields'")
  func wholeRecord() throws {
    let calibration = try #require(Samples.fit(Samples.rows(1_500, seed: 3).map(\.row)))
    let fresh = Samples.rows(800, seed: 4)
    let probabilities = fresh.compactMap { row, _ in
      calibration.plain.recordProbability(
        Samples.fields.map { field in
          calibration.plain.probability(Samples.signals(row.extraction, field), of: field)
        })
    }
    let right = fresh.map { row, _ in row.right.values.allSatisfy { $0 } }
    #expect(probabilities.count == right.count)
    #expect(ReliabilityMetrics.ece(probabilities, right).map { $0 < 0.06 } == true)
    #expect(calibration.plain.recordProbability([]) == nil)
  }

  @Test("the whole record is never surer than its most doubtful field")
  func wholeRecordAndItsWorstField() throws {
    let fit = CalibrationFit(weights: [], intercept: 0, record: [0, 0, 3])
    #expect(fit.recordProbability([0.71, 0.31]) == 0.31)
    let sure = try #require(fit.recordProbability([0.99, 0.98]))
    #expect(sure < 0.98 && sure > 0.9)
  }

  @Test("labels that have nothing to do with the answers give no ranking: AUROC near one half")
  func shuffled() throws {
    let calibration = try #require(
      Samples.fit(Samples.rows(600, seed: 5, isShuffled: true).map(\.row)))
    let (probabilities, right) = heldOut(
      calibration, Samples.rows(600, seed: 6, isShuffled: true))
    #expect(ReliabilityMetrics.auroc(probabilities, right).map { abs($0 - 0.5) < 0.06 } == true)
    #expect(probabilities.allSatisfy { abs($0 - 0.7) < 0.12 })
  }

  @Test("too few values, or none wrong, or none right, fit nothing")
  func tooFew() {
    func rows(_ count: Int, wrong: Int) -> [Calibration.Row] {
      (0..<count).map {
        Calibration.Row(
          extraction: Samples.extraction([0, 0]), text: "", right: [Samples.a: $0 >= wrong])
      }
    }
    #expect(Samples.fit([]) == nil)
    #expect(Samples.fit(rows(29, wrong: 5)) == nil)
    #expect(Samples.fit(rows(40, wrong: 0)) == nil)
    #expect(Samples.fit(rows(40, wrong: 40)) == nil)
    #expect(Samples.fit(rows(30, wrong: 1))?.wrong == 1)
  }

  @Test("the same rows give the same calibration")
  func reproducible() {
    let rows = Samples.rows(100, seed: 7).map(\.row)
    #expect(Samples.fit(rows) == Samples.fit(rows))
  }

  @Test("a value inside a list shares the list's offset; an unknown field has none")
  func offsets() {
    let list = FieldPath.root.key("l")
    let fit = CalibrationFit(
      signals: [.grounded], weights: [0], intercept: 0, fields: [list: 2])
    func probability(_ path: FieldPath) -> Double { fit.probability(Signals(), of: path) }
    #expect(abs(probability(list) - 0.880_797) < 1e-6)
    #expect(probability(list.index(3).key("x")) == probability(list))
    #expect(probability(.root.key("other")) == 0.5)
  }

  @Test("a calibration makes the round trip through JSON; one of other signals is refused")
  func json() throws {
    let calibration = try #require(Samples.fit(Samples.rows(50, seed: 8).map(\.row)))
    let json = try JSONParser.parse(calibration.json.text(.canonicalPretty))
    #expect(Calibration(json: json) == calibration)
    for (key, value) in [
      ("method", "oracle"), ("signals", ["length"]), ("weights", [1]), ("n", nil), ("rows", "x"),
      ("fields", ["a..b": 1]), ("fields", ["a": "1"]), ("belongs_to", nil),
      ("agreeing", [:]), ("held_out", [:]),
      (
        "held_out",
        [
          "source": "fresh", "n": 1, "brier": 0, "ece": 0, "auroc": nil,
          "records": ["right": "0.5 1.5", "wrong": ""],
        ]
      ),
    ] as [(String, JSONValue?)] {
      var broken = try #require(json.object)
      broken[key] = value
      #expect(Calibration(json: .object(broken)) == nil, "\(key)")
    }
  }

  @Test("a calibration belongs to one prompt, one model and one way of decoding")
  func identity() throws {
    let template = try PromptSamples.template()
    var changed = template
    changed.instruction += "!"
    let decoding = Decoding(temperature: 0, maximumOutputTokens: 10)
    let identities = [
      Calibration.identity(template: template, model: "a/b", decoding: decoding),
      Calibration.identity(template: changed, model: "a/b", decoding: decoding),
      Calibration.identity(template: template, model: "a/c", decoding: decoding),
      Calibration.identity(
        template: template, model: "a/b",
        decoding: Decoding(temperature: 1, maximumOutputTokens: 10)),
      Calibration.identity(
        template: template, model: "a/b",
        decoding: Decoding(temperature: 0, maximumOutputTokens: 11)),
      Calibration.identity(
        template: template, model: "a/b",
        decoding: Decoding(temperature: 0, maximumOutputTokens: 10, seed: 1)),
    ]
    #expect(Set(identities).count == identities.count)
    let loaded = try Artifact(Artifact(name: "n", template: template, model: "a/b").text).template
    #expect(
      Calibration.identity(template: loaded, model: "a/b", decoding: decoding) == identities[0])
  }
}
