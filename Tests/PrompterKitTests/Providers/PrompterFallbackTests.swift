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

@Suite("a line of prompters", .timeLimit(.minutes(5)))
struct PrompterFallbackTests {
  private func prompter(
    _ server: LoopbackServer, _ model: String = "openai/x", price: Price? = nil,
    budget: BudgetLimits = BudgetLimits(), limits: [RateLimit] = [],
    environment: [String: String] = testKeys
  ) throws -> Prompter<Order> {
    try Prompter<Order>(
      model: model,
      configuration: PrompterConfiguration(
        connection: ModelConnection(
          transport: directTransport(), baseURL: server.url("/v1"), environment: environment),
        engine: EngineConfiguration(
          limits: limits, retry: RetryPolicy(retries: 0, base: .zero), budget: budget,
          price: price), reasks: 0, cacheFile: nil))
  }

  private func server(_ answer: String) throws -> LoopbackServer {
    try LoopbackServer { _ in .chat(answer) }
  }

  @Test("D7: a fallback has its own model, server and price, and the answer says who gave it")
  func ownModel() async throws {
    let (bad, good) = (try server("no idea"), try server(#"{"n": 7}"#))
    let cheap = Price(inputPerMillion: 1, outputPerMillion: 2)
    let dear = Price(inputPerMillion: 10, outputPerMillion: 20)
    let line = try prompter(bad, price: cheap)
      .falling(back: prompter(good, "mistral/y", price: dear))
    let order = try await line.predict("Order 7")
    #expect(order.record == Order(n: 7))
    let origin = try #require(order.extraction.origin)
    #expect(origin.prompter == "order@1" && origin.model == "mistral/y")
    #expect(origin.detours.map(\.model) == ["openai/x"])
    #expect(origin.detours.map(\.type) == ["invalid_answer"])
    // 11 and 7 tokens each.
    let cost = try #require(origin.cost)
    #expect(abs(cost - 275e-6) < 1e-12)
    #expect(bad.requests.count == 1 && good.requests.count == 1)
    #expect(good.requests[0].json?.at("model") == "y")
    let engines = try line.engines()
    #expect(engines.counts.calls == 2 && engines.counts.usage == Usage(input: 22, output: 14))
    #expect(abs(try #require(engines.cost()) - cost) < 1e-12)
  }

  @Test("a prompter alone says nothing of a line")
  func alone() async throws {
    let server = try server(#"{"n": 7}"#)
    let order = try await prompter(server).predict("Order 7")
    #expect(server.requests.count == 1)
    #expect(order.extraction.origin == nil)
    let json = order.extraction.json(prompter: "p", model: "m", cost: nil)
    #expect(json[key: "fallback"] == .null && json[key: "prompter"] == "p")
  }

  @Test("a budget of calls holds for all models together, with many documents at a time")
  func budget() async throws {
    let (bad, good) = (try server("no idea"), try server(#"{"n": 7}"#))
    let line = try prompter(bad, budget: BudgetLimits(calls: 13)).falling(
      back: prompter(good, "mistral/y", budget: BudgetLimits(calls: 1_000)))
    let results = try await line.predictBatch((0..<40).map { Document(text: "Order \($0)") })
    #expect(bad.requests.count + good.requests.count == 13)
    #expect(results.count { (try? $0.get()) != nil } == good.requests.count)
    #expect(try line.engines().counts.calls == 13)
  }

  @Test("prompters with one model at one address share its engine, so that its limits hold")
  func sharedEngine() async throws {
    let (bad, good) = (try server("no idea"), try server(#"{"n": 7}"#))
    let first = try prompter(bad)
    var artifact = first.artifact
    artifact.template.instruction = "Read the order's number."
    let second = try Prompter<Order>(artifact: artifact, configuration: first.configuration)
    let other = try prompter(good)
    let line = try first.falling(back: second, other, other)
    #expect(try line.engines().all.count == 2)
    #expect(try await line.predict("Order 7").extraction.attempts == 3)
    #expect(bad.requests.count == 2 && good.requests.count == 1)
    #expect(try first.makeEngine().meter.current.calls == 2)
  }

  @Test("a prompter with other fields is refused, and the differences are named")
  func otherFields() throws {
    let schema = try Schema([
      "type": "object", "properties": ["n": ["type": "string"], "m": ["type": "integer"]],
      "required": ["n", "m"],
    ])
    let main = try Prompter(schema: Schema(JSONParser.parse(Order.schema)), model: "openai/x")
    let other = try Prompter(schema: schema, model: "openai/y")
    let error = #expect(throws: FileError.self) {
      try main.falling(back: [("other.json", other)], as: "main.json")
    }
    let message = error?.description ?? ""
    #expect(message.contains("other.json") && message.contains("main.json"))
    #expect(message.contains("'m' is only there"))
    #expect(message.contains("'n' is string there, not integer"))
    #expect(throws: ReferenceError.self) { try main.falling(back: main, under: 1.5) }
  }

  @Test("a key that is missing is found before the first call, not when a document fails")
  func missingKey() async throws {
    let bad = try server("no idea")
    let main = try prompter(bad)
    let other = try Prompter<Order>(
      model: "mistral/y",
      configuration: PrompterConfiguration(
        connection: ModelConnection(transport: directTransport(), environment: [:]),
        cacheFile: nil))
    let line = try main.falling(back: other)
    await #expect(throws: ModelError.self) { try await line.predict("Order 7") }
    #expect(throws: ModelError.self) { try line.engines() }
    #expect(bad.requests.isEmpty)
  }

  @Test("a prompter with another model has no calibration, and with() keeps everything else")
  func withModel() throws {
    let main = try prompter(server(""))
    var artifact = main.artifact
    artifact.calibration = Calibration(
      plain: CalibrationFit(signals: [.grounded], weights: [0], intercept: 0, record: [1, 0, 0]),
      n: 1, wrong: 0, rows: .confirm,
      belongsTo: Calibration.identity(
        template: artifact.template, model: artifact.model, decoding: artifact.decoding))
    let calibrated = try Prompter<Order>(artifact: artifact, configuration: main.configuration)
    let other = try calibrated.with(model: "openai/y")
    #expect(calibrated.isCalibrated && !other.isCalibrated)
    #expect(other.artifact.template == artifact.template && other.artifact.model == "openai/y")
    #expect(throws: ReferenceError.self) { try calibrated.with(model: "nobody/y") }
  }

  @Test("rows of an evaluation say who answered, and are read back so")
  func evaluation() async throws {
    let bad = try LoopbackServer { request in
      String(decoding: request.body, as: UTF8.self).contains("Order 1")
        ? .text("{}", status: 500) : .chat(#"{"n": 2}"#)
    }
    let good = try server(#"{"n": 1}"#)
    let line = try prompter(bad).falling(back: prompter(good, "mistral/y"))
    let data = try Dataset(
      (1...2).map { try Example(id: "\($0)", text: "Order \($0)", expected: Order(n: $0)) })
    let evaluation = try await line.evaluate(on: data)
    #expect(evaluation.score == 1 && evaluation.counts.calls == 3 && evaluation.cost == nil)
    #expect(good.requests.count == 1)
    #expect(evaluation.rows.map(\.origin?.model) == ["mistral/y", "openai/x"])
    #expect(evaluation.rows[0].origin?.detours.map(\.type) == ["server"])
    let read = try Evaluation(json: evaluation.json)
    #expect(read.rows.map(\.origin) == evaluation.rows.map(\.origin))
  }
}
