import PrompterCore
import PrompterTesting
import Testing

private struct PickyMetric: Metric {
  let name = "picky"
  func score(_ predicted: JSONValue, expected: JSONValue) throws -> Double {
    if expected == "2" { throw MetricError(metric: name, message: "cannot tell") }
    return predicted == expected ? 1 : 0
  }
}

@Suite(.timeLimit(.minutes(5))) struct EvaluatorTests {
  private let schema: Schema

  init() throws {
    schema = try Schema([
      "type": "object", "properties": ["v": ["type": "string"]], "required": ["v"],
    ])
  }

  private func examples(_ count: Int) -> [Example] {
    (0..<count).map {
      Example(Document(id: "\($0)", text: "text \($0)"), expected: ["v": .string("\($0)")])
    }
  }

  private func evaluator(
    _ model: ScriptedModel, _ metrics: [FieldPath: any Metric] = [:]
  ) throws -> Evaluator {
    Evaluator(
      extractor: Pipeline(
        template: .seed(schema),
        engine: Engine(model, EngineConfiguration(retry: RetryPolicy(retries: 0)))),
      scorer: try RecordScorer(schema, catalog: MetricCatalog(overrides: metrics)), concurrency: 4)
  }

  /// Answers with the document's id, which is right.
  private func right() -> ScriptedModel {
    ScriptedModel { call in
      if call.documentID.hasSuffix("7") { await Task.yield() }
      return Completion(
        text: "{\"v\": \"\(call.documentID)\"}", usage: Usage(input: 3, output: 1),
        latency: .milliseconds(20))
    }
  }

  @Test("rows come in the order of the examples, whatever order the answers have")
  func order() async throws {
    let seen = Shared(0)
    let outcomes = try await evaluator(right()).evaluate(examples(30)) { _ in
      seen.update { $0 += 1 }
    }
    #expect(outcomes.map(\.row.id) == (0..<30).map(String.init))
    #expect(outcomes.allSatisfy { $0.row.score == 1 && $0.row.latency == 20 })
    #expect(seen.value == 30)
  }

  @Test("answered, invalid and error are kept apart: a 429 does not look like a bad prompt")
  func outcomes() async throws {
    let model = ScriptedModel { call in
      switch call.documentID {
      case "0": return Completion(text: #"{"v": "0"}"#)
      case "1": return Completion(text: #"{"v": "wrong"}"#)
      case "2": return Completion(text: "")
      case "3": throw ModelError(.rateLimited, "slow down")
      default: throw ModelError(.budget, "used up", attempts: 0)
      }
    }
    let rows = try await evaluator(model).evaluate(examples(5)).map(\.row)
    #expect(rows.map(\.score) == [1, 0, 0, nil, nil])
    let evaluation = Evaluation(
      prompter: "p", prompterHash: "h", model: "m", data: "d", dataHash: "s",
      scoredFields: [.root.key("v")], reportedFields: [.root.key("v")], rows: rows,
      counts: RunCounts(), cost: nil)
    #expect(evaluation.n == 3 && evaluation.invalid == 1 && evaluation.errors == 2)
    #expect(evaluation.score.map { abs($0 - 1.0 / 3) < 1e-12 } == true)
    #expect(evaluation.exactMatch.map { abs($0 - 1.0 / 3) < 1e-12 } == true)
    #expect(rows[2].failure?.type == "invalid_answer" && rows[3].failure?.type == "rate_limited")
    let summary = try #require(evaluation.summary(of: .root.key("v")))
    #expect(summary.n == 3)
    #expect(summary.outcomes == [.right: 1, .wrong: 1, .missing: 1])
    #expect(evaluation.calibration == nil)
  }

  @Test("D25, D31: a metric that fails is an error of its row; the run goes on")
  func failingMetric() async throws {
    let rows = try await evaluator(right(), [.root.key("v"): PickyMetric()])
      .evaluate(examples(4)).map(\.row)
    #expect(rows.map(\.score) == [1, 1, nil, 1])
    #expect(rows[2].failure?.type == "metric")
    #expect(rows[2].failure?.message == "metric 'picky': cannot tell")
    #expect(rows[2].failure?.isInvalidAnswer == false)
  }

  @Test("examples without a label are left out, and not paid for")
  func unlabelled() async throws {
    let model = right()
    let mixed = examples(2) + [Example(Document(id: "x", text: "t"), expected: nil)]
    #expect(try await evaluator(model).evaluate(mixed).count == 2)
    #expect(model.calls.count == 2)
    #expect(try await evaluator(model).evaluate([]).isEmpty)
  }

  @Test("C6, C20, D33: a batch yields one result a document, whatever becomes of the others")
  func oneResultEach() async throws {
    let model = ScriptedModel { call in
      if call.documentID == "3" { throw ModelError(.credentials, "no key") }
      return Completion(text: "{\"v\": \"\(call.documentID)\"}")
    }
    let rows = try await evaluator(model).evaluate(examples(8)).map(\.row)
    #expect(rows.count == 8)
    #expect(rows.count { $0.score == 1 } == 7)
  }

  @Test("an interrupted evaluation throws, and leaves nothing under way")
  func cancelled() async throws {
    let clock = ManualClock()
    let model = ScriptedModel { _ in
      try await clock.sleep(until: .seconds(1))
      return Completion(text: "{}")
    }
    let evaluator = try evaluator(model)
    let task = Task { [self] in try await evaluator.evaluate(examples(20)) }
    await clock.waitForSleepers(4)
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(clock.sleepers == 0)
    #expect(model.calls.count == 4)
  }

  @Test("a repetition is another question")
  func repetition() async throws {
    let model = right()
    _ = try await evaluator(model).evaluate(examples(1), repetition: 2)
    #expect(model.calls.map(\.repetition) == [2])
  }

  @Test("how well confidences predict rightness is summed up over the scored fields")
  func calibration() throws {
    let rows = (0..<40).map { number in
      var row = EvaluationSamples.row("\(number)", [number.isMultiple(of: 2) ? 1 : 0, 1])
      row.confidence = [EvaluationSamples.fields[0]: number.isMultiple(of: 2) ? 0.9 : 0.2]
      return row
    }
    let summary = try #require(EvaluationSamples.evaluation("a", rows).calibration)
    #expect(summary.n == 40)
    #expect(summary.auroc == 1)
    #expect(abs(summary.brier - (0.01 + 0.04) / 2) < 1e-12)
  }

  @Test("times are summed up by their median and their 95th percentile")
  func latency() {
    let rows = (1...100).map { number in
      var row = EvaluationSamples.row("\(number)", [1, 1])
      row.latency = Double(number)
      return row
    }
    let latency = EvaluationSamples.evaluation("a", rows).latency
    #expect(latency.p50.map { abs($0 - 50.5) < 1 } == true)
    #expect(latency.p95.map { abs($0 - 95) < 1.1 } == true)
    #expect(EvaluationSamples.evaluation("a", []).latency.p50 == nil)
  }
}
