import PrompterCore
import PrompterTesting
import Testing

@Suite struct RepeatTests {
  private typealias Samples = EvaluationSamples

  private func row(_ id: Int, _ repetition: Int, _ score: Double) -> EvaluationRow {
    var row = Samples.row("\(id)", [score, 1])
    row.repetition = repetition
    return row
  }

  private func evaluation(
    _ repeats: Int, _ score: (_ id: Int, _ repetition: Int) -> Double
  ) -> Evaluation {
    Samples.evaluation(
      "p",
      (0..<repeats).flatMap { repeated in (0..<30).map { row($0, repeated, score($0, repeated)) } })
  }

  @Test("asking again and hearing the same does not narrow an interval")
  func clusters() throws {
    let once = evaluation(1) { id, _ in Double(id % 2) }
    let often = evaluation(8) { id, _ in Double(id % 2) }
    #expect(often.repeats == 8 && often.examples == 30 && often.n == 240)
    let (a, b) = (try #require(once.interval), try #require(often.interval))
    #expect(abs((a.high - a.low) - (b.high - b.low)) < 0.01)
    let field = Samples.fields[0]
    let (x, y) = (try #require(once.summary(of: field)), try #require(often.summary(of: field)))
    #expect(x.score == y.score && y.n == 240)
    #expect(abs((x.interval.high - x.interval.low) - (y.interval.high - y.interval.low)) < 0.02)
  }

  @Test("an interval is computed anew when the rows change")
  func memo() throws {
    var evaluation = evaluation(1) { id, _ in Double(id % 2) }
    let before = try #require(evaluation.interval)
    let copy = evaluation
    evaluation.rows = evaluation.rows.filter { $0.score == 1 }
    #expect(evaluation.interval == Interval(low: 1, high: 1))
    #expect(evaluation.summary(of: Samples.fields[0])?.score == 1)
    #expect(copy.interval == before && copy.summary(of: Samples.fields[0])?.score == 0.5)
  }

  @Test("a comparison counts examples; repeats are averaged")
  func comparison() throws {
    let a = evaluation(1) { _, _ in 0 }
    // Half of the answers to each example are right.
    let b = evaluation(4) { _, repetition in Double(repetition % 2) }
    let comparison = Comparison(a, b)
    #expect(comparison.examples.count == 30)
    // x counts one half of the record; the mean over the repeats is a half of that.
    #expect(comparison.difference?.mean == 0.25)
    #expect(comparison.scoreA == 0.5 && comparison.scoreB == 0.75)
    #expect(comparison.verdict == .better)
    #expect(comparison.mcNemar == (0, 0, 1), "half of the repeats right is not right")
    #expect(comparison.fixes.count == 30)
    #expect(comparison.better.first?.shown?.b.repetition == 1, "the repeat that moved is shown")
  }

  @Test("noise of the model alone is no evidence, however often it is asked")
  func noise() {
    var generator = SeededGenerator(seed: 4, purpose: "test")
    var draws: [Double] = []
    for _ in 0..<(30 * 20 * 2) { draws.append(generator.uniform() < 0.5 ? 1 : 0) }
    let a = evaluation(20) { draws[$0 * 20 + $1] }
    let b = evaluation(20) { draws[600 + $0 * 20 + $1] }
    #expect(Comparison(a, b).verdict == .noEvidence)
  }

  @Test("a record keeps which repeat a row is, and reports name it")
  func roundTrip() throws {
    let evaluation = evaluation(2) { _, repetition in Double(repetition) }
    let again = try Evaluation(json: evaluation.json)
    #expect(again.rows.map(\.repetition) == evaluation.rows.map(\.repetition))
    #expect(again.json == evaluation.json)
    #expect(evaluation.json[key: "repeats"] == 2 && evaluation.json[key: "examples"] == 30)
    #expect(HTMLReport.render(evaluation).contains("<bdi>7 (repeat 2)</bdi>"))
    #expect(JUnitReport.render(evaluation).contains("name=\"7 (repeat 2)\""))
    #expect(TerminalReport.render(evaluation).contains("30 examples, each asked up to 2 times"))
  }

  @Test("all examples are asked once before one is asked again")
  func questions() {
    let examples = ["a", "b"].map { Example(Document(id: $0, text: $0), expected: [:]) }
    let questions = Evaluator.Question.list(examples, repeats: 2)
    #expect(questions.map { "\($0.example.id)\($0.repetition)" } == ["a0", "b0", "a1", "b1"])
    #expect(Evaluator.Question.list(examples).count == 2)
  }

  @Test("errors are replaced by later answers, row by row; the rest stays")
  func retry() throws {
    var first = Samples.evaluation("p", [row(1, 0, 1), row(2, 0, 0), row(1, 1, 1), row(2, 1, 0)])
    for index in [1, 2] {
      first.rows[index].score = nil
      first.rows[index].failure = .noAnswer(ModelError(.rateLimited, "slow down"))
    }
    first.counts.calls = 9
    first.cost = 0.5
    var later = Samples.evaluation("p", [row(2, 0, 1), row(1, 0, 0)])
    later.counts.calls = 2
    later.cost = 0.25
    let merged = first.replacingErrors(with: later)
    #expect(merged.rows.map(\.score) == [1, 1, nil, 0.5])
    #expect(merged.rows.map(\.repetition) == [0, 0, 1, 1])
    #expect(merged.counts.calls == 11 && merged.cost == 0.75)
    later.cost = nil
    #expect(first.replacingErrors(with: later).cost == nil)
    #expect(first.unanswered.map(\.id) == ["2", "1"])
  }
}
