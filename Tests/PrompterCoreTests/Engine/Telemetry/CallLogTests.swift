import Logging
import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("the log of calls", .timeLimit(.minutes(5))) struct CallLogTests {
  private let clock = ManualClock()
  private let log = CapturedLog()

  private static let secretText = "The patient Jane Roe lives in 12 Elm Street"
  private static let secretAnswer = "diagnosis: confidential gout"

  private func engine(
    _ model: ScriptedModel, logsText: Bool = false,
    _ change: (inout EngineConfiguration) -> Void = { _ in }
  ) -> Engine {
    var configuration = EngineConfiguration(retry: RetryPolicy(retries: 3))
    configuration.telemetry = Telemetry(logger: log.logger, logsText: logsText)
    change(&configuration)
    return Engine(model, configuration, clock: clock)
  }

  private var call: Call {
    Call(
      prompt: Prompt(messages: [.init(.system, "Extract."), .init(.user, Self.secretText)]),
      documentID: "d7")
  }

  @Test("a call that is sent and answered is two lines at debug: document, attempt, model, tokens")
  func answered() async throws {
    let model = ScriptedModel { [clock] _ in
      clock.advance(by: .milliseconds(250))
      return Completion(text: "{}", usage: Usage(input: 40, output: 2))
    }
    _ = try await engine(model).model.complete(call)
    #expect(log.messages == ["call sent", "call answered"])
    #expect(log.entries.allSatisfy { $0.level == .debug })
    let last = try #require(log.entries.last)
    #expect(last.said("document") == "d7" && last.said("attempt") == "1")
    #expect(last.said("model") == "test/scripted" && last.said("ms") == "250")
    #expect(last.said("input_tokens") == "40" && last.said("output_tokens") == "2")
  }

  @Test("what is tried again is said at notice, with its cause and the number of the attempt")
  func retried() async throws {
    let model = ScriptedModel { _ in throw ModelError(.server, "the provider failed", status: 500) }
    var call = call
    call.attempt = 3
    await #expect(throws: ModelError.self) {
      try await clock.running { [call] in try await engine(model).model.complete(call) }
    }
    let retries = log.entries.filter { $0.message == "call is tried again" }
    #expect(retries.map(\.level) == [.notice, .notice, .notice])
    #expect(retries.map { $0.said("attempt") } == ["3", "4", "5"])
    #expect(retries.first?.said("error") == "server" && retries.first?.said("status") == "500")
    #expect(retries.first?.said("reason") == "the provider failed")
    #expect(log.messages.count { $0 == "call failed" } == 4)
  }

  @Test("many calls that hear of one pause say it once")
  func held() async throws {
    let sent = Shared(0)
    let model = ScriptedModel { _ in
      sent.update { $0 += 1 }
      await eventually { sent.value == 5 }
      throw ModelError(.rateLimited, "too many requests", retryAfter: .seconds(20), status: 429)
    }
    let engine = engine(model) { $0.retry.retries = 0 }
    try await forEachConcurrently(0..<5, limit: 5) { [call] _ in
      _ = try? await engine.model.complete(call)
    } receive: { _, _ in
    }
    let holds = log.entries.filter { $0.message.contains("no calls for a while") }
    #expect(holds.count == 1)
    #expect(holds.first?.level == .notice && holds.first?.said("ms") == "20000")
    #expect(log.first("fewer calls at once")?.said("concurrency") == "8")
  }

  @Test("a model that is left alone is a warning, once, and so is its return")
  func breaker() async throws {
    let isDown = Shared(true)
    let model = ScriptedModel { _ in
      if isDown.value { throw ModelError(.network, "cannot connect") }
      return Completion(text: "x")
    }
    let engine = engine(model) {
      $0.retry.retries = 0
      $0.breaker = BreakerPolicy(failures: 3, pause: .seconds(30))
    }
    var call = call
    call.hasFallback = true
    for _ in 0..<6 { _ = try? await engine.model.complete(call) }
    let warnings = log.entries.filter { $0.level == .warning }
    #expect(warnings.count == 1)
    #expect(warnings.first?.message == "model is down")
    #expect(warnings.first?.said("reason")?.contains("3 failures in a row") == true)
    isDown.update { $0 = false }
    clock.advance(by: .seconds(31))
    _ = try await engine.model.complete(call)
    _ = try await engine.model.complete(call)
    #expect(log.messages.count { $0 == "model is back" } == 1)
  }

  @Test("no line at any level holds what document or answer say, unless asked for")
  func noText() async throws {
    let answers = Shared(0)
    let model = ScriptedModel { _ in
      switch answers.update({ count in (count += 1, count).1 }) {
      case 1: throw ModelError(.server, "the provider failed")
      case 2: throw Unknown(text: Self.secretText)
      default: return Completion(text: Self.secretAnswer)
      }
    }
    let engine = engine(model)
    for _ in 0..<3 {
      _ = try await clock.running { try? await engine.model.complete(call) }
    }
    #expect(log.messages.contains("call answered") && log.messages.contains("call failed"))
    for word in (Self.secretText + " " + Self.secretAnswer).split(separator: " ")
    where word.count > 4 { #expect(!log.text.contains(word), "\(word)") }
    #expect(log.text.contains("Unknown"))
  }

  private struct Unknown: Error { let text: String }

  @Test("texts are logged when asked for, at debug only")
  func text() async throws {
    let model = ScriptedModel(answers: [Self.secretAnswer])
    _ = try await engine(model, logsText: true).model.complete(call)
    #expect(log.first("call sent")?.said("prompt")?.contains(Self.secretText) == true)
    #expect(log.first("call answered")?.said("answer") == Self.secretAnswer)
    let louder = log.entries.filter { $0.level > .debug }
    #expect(!louder.contains { "\($0)".contains("Jane") })
  }

  @Test("nothing is said to a logger of a higher level, and by default none asks")
  func quiet() async throws {
    var logger = log.logger
    logger.logLevel = .info
    let model = ScriptedModel(answers: ["x"])
    let engine = Engine(
      model, EngineConfiguration(telemetry: Telemetry(logger: logger)), clock: clock)
    _ = try await engine.model.complete(call)
    #expect(log.entries.isEmpty)
    #expect(Telemetry.none.logger.logLevel == .critical && Telemetry.none.factory == nil)
  }

  @Test("answers from the cache are said, and who shared another's call")
  func cached() async throws {
    let engine = engine(ScriptedModel(answers: ["x"])) { $0.cache = MemoryCache() }
    _ = try await engine.model.complete(call)
    _ = try await engine.model.complete(call)
    #expect(log.messages == ["call sent", "call answered", "answered from the cache"])
  }
}
