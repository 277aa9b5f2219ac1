import PrompterTesting
import Testing

@testable import PrompterKit

private struct Order: Extractable, Equatable {
  var n: Int

  static let schema = """
    {"title": "Order", "type": "object", "properties": {"n": {"type": "integer"}},
     "required": ["n"], "additionalProperties": false}
    """
}

@Suite("predictions of many documents", .timeLimit(.minutes(5)))
struct PredictionTests {
  private let clock = ManualClock()

  /// A prompter whose model answers with the number in the document.
  private func prompter(
    concurrency: Int = 4, retries: Int = 0,
    _ answer: (@Sendable (Int) async throws -> String)? = nil
  ) throws -> Prompter<Order> {
    let model = ScriptedModel { call in
      let text = call.prompt.messages.last?.text ?? ""
      let number = text.split { !$0.isNumber }.last.flatMap { Int($0) } ?? -1
      return Completion(
        text: try await answer?(number) ?? #"{"n": \#(number)}"#,
        usage: Usage(input: 20, output: 5))
    }
    let configuration = EngineConfiguration(
      concurrency: concurrency, retry: RetryPolicy(retries: retries, cap: .zero),
      price: Price(inputPerMillion: 1, outputPerMillion: 0), telemetry: .none)
    return try Prompter<Order>(
      artifact: Prompter<Order>(model: "openai/x").artifact,
      configuration: PrompterConfiguration(engine: configuration, cacheFile: nil),
      optimization: nil,
      engine: LazyEngine { [clock] in Engine(model, configuration, clock: clock) })
  }

  private func documents(_ range: ClosedRange<Int>) -> [Document] {
    range.map { Document(id: "d\($0)", text: "Order \($0)") }
  }

  @Test("texts: one result each, in their order, whatever comes first")
  func texts() async throws {
    let given = Shared(0)
    let prompter = try prompter { [clock] number in
      given.update { $0 += 1 }
      if number == 1 { try await clock.sleep(until: .seconds(1)) }
      return #"{"n": \#(number)}"#
    }
    let texts = (1...9).map { "Order \($0)" }
    let batch = Task { try await prompter.predictBatch(texts) }
    await eventually { given.value == 9 }
    clock.advance(by: .seconds(1))
    let results = try await batch.value
    #expect(try results.map { try $0.get().n } == Array(1...9))
  }

  @Test("a failure costs no other document")
  func failure() async throws {
    let results = try await prompter { $0 == 2 ? "no idea" : #"{"n": \#($0)}"# }
      .predictBatch(["Order 1", "Order 2", "Order 3"])
    #expect(results.map { (try? $0.get())?.n } == [1, nil, 3])
    #expect(throws: Extraction.Failure.self) { try results[1].get() }
  }

  @Test("as they come: every document with its record, the slow one last")
  func asTheyCome() async throws {
    let prompter = try prompter { [clock] number in
      if number == 1 { try await clock.sleep(until: .seconds(1)) }
      return #"{"n": \#(number)}"#
    }
    var seen: [String] = []
    for try await prediction in try prompter.predictions(for: documents(1...8)) {
      seen.append(prediction.document.id)
      #expect(try "d\(prediction.result.get().n)" == prediction.document.id)
      if seen.count == 7 { clock.advance(by: .seconds(1)) }
    }
    #expect(seen.count == 8 && seen.last == "d1")
  }

  @Test("from a stream, in batches, watched")
  func batches() async throws {
    let (source, input) = AsyncStream<Document>.makeStream()
    for document in documents(1...7) { input.yield(document) }
    input.finish()
    let monitor = RunMonitor(clock: clock)
    let updates = monitor.updates
    var sizes: [Int] = []
    let batches = try prompter().predictions(for: source, inBatchesOf: 3, monitor: monitor)
    for try await batch in batches { sizes.append(batch.count) }
    #expect(sizes == [3, 3, 1])
    var last: RunProgress?
    for await progress in updates { last = progress }
    #expect(last?.isOver == true && last?.done == 7 && last?.calls == 7)
    #expect(last?.usage == Usage(input: 140, output: 35))
  }

  @Test("cancelled: what is under way is delivered, nothing more is read")
  func cancelled() async throws {
    let started = Shared(0)
    let prompter = try prompter(concurrency: 3) { [clock] number in
      started.update { $0 += 1 }
      try await clock.sleep(until: .seconds(1))
      return #"{"n": \#(number)}"#
    }
    let (source, input) = AsyncStream<Document>.makeStream()
    for document in documents(1...50) { input.yield(document) }
    let seen = Shared<[Int]>([])
    let run = Task {
      for try await prediction in try prompter.predictions(for: source) {
        let number = try prediction.result.get().n
        seen.update { $0.append(number) }
      }
    }
    await eventually { started.value == 3 }
    run.cancel()
    for _ in 0..<50 { await Task.yield() }
    clock.advance(by: .seconds(1))
    await #expect(throws: CancellationError.self) { try await run.value }
    #expect(seen.value.sorted() == [1, 2, 3])
    #expect(started.value == 3)
  }

  @Test("extractAll, predictBatch and evaluate tell a monitor how far they are")
  func monitors() async throws {
    let prompter = try prompter { $0 == 2 ? "no idea" : #"{"n": \#($0)}"# }
    let monitor = RunMonitor(clock: clock)
    _ = try await prompter.predictBatch(documents(1...5), monitor: monitor)
    #expect(monitor.current.done == 5 && monitor.current.total == 5)
    #expect(monitor.current.failed == 1 && monitor.current.isOver)
    let second = RunMonitor(clock: clock)
    let data = try Dataset(documents(1...4).map { Example($0, expected: ["n": 1]) })
    _ = try await prompter.evaluate(on: data, monitor: second)
    #expect(second.current.done == 4 && second.current.total == 4 && second.current.isOver)
    // The monitor tells of its own run only.
    #expect(second.current.calls == 4)
    let cost = try #require(second.current.cost)
    #expect(abs(cost - 80e-6) < 1e-12)
  }

  @Test("a search tells a monitor how many of its questions are asked")
  func search() async throws {
    let data = try Dataset(documents(1...24).map { Example($0, expected: ["n": 1]) })
    let monitor = RunMonitor(clock: clock)
    let updates = monitor.updates
    _ = try await prompter().optimize(on: data, budget: 30)
    let watched = try prompter()
    _ = try await watched.optimize(
      on: data, OptimizationOptions(maximumCalls: 30), monitor: monitor)
    let progress = monitor.current
    #expect(progress.total == 30 && progress.isOver)
    #expect(progress.done > 0 && progress.done <= 30)
    #expect(progress.calls > 0)
    for await progress in updates { #expect(progress.isOver) }
  }

  @Test("an effort is a limit of all requests, retries included")
  func effort() async throws {
    let calls = Shared(0)
    let prompter = try prompter(retries: 6) { number in
      let count = calls.update { count in
        count += 1
        return count
      }
      if !count.isMultiple(of: 3) { throw ModelError(.server, "down") }
      return #"{"n": \#(number % 2 == 0 ? number : -1)}"#
    }
    let data = try Dataset(
      (1...80).map { Example(documents($0...$0)[0], expected: ["n": .integer($0)]) })
    let trained = try await prompter.optimize(on: data, .light)
    #expect(calls.value <= Effort.light.calls)
    // The limit was the training's.
    calls.update { $0 = 2 }
    _ = try await trained.predict("Order 2")
  }

  @Test("a run that cannot start ends the monitor's sequence")
  func cannotStart() async throws {
    let prompter = try Prompter<Order>(
      model: "openai/x",
      configuration: PrompterConfiguration(
        connection: ModelConnection(environment: [:]), cacheFile: nil))
    let monitor = RunMonitor(clock: clock)
    let updates = monitor.updates
    await #expect(throws: ModelError.self) {
      try await prompter.predictBatch(["x"], monitor: monitor)
    }
    for await progress in updates { #expect(progress.isOver && progress.done == 0) }
    #expect(throws: ModelError.self) { try prompter.predictions(for: documents(1...1)) }
  }
}
