import PrompterCore
import PrompterTesting
import Testing

/// Whether a call counts in its window, when the transport does not say that it was sent.
@Suite(.timeLimit(.minutes(5))) struct AnsweredCallTests {
  private let clock = ManualClock()
  private let call = Call(prompt: Prompt(messages: [.init(.user, "q")]))

  /// An engine that lets one call through in 60 s, to a model that never announces anything.
  private func engine(
    promises: Bool, _ answer: @escaping @Sendable () throws -> Completion
  ) -> (Engine, ScriptedModel) {
    let model = ScriptedModel(
      capabilities: ModelCapabilities(announcesSending: promises), answer: { _ in try answer() })
    let configuration = EngineConfiguration(
      limits: [RateLimit(.calls, 1, per: .seconds(60))], retry: RetryPolicy(retries: 0))
    return (Engine(model, configuration, clock: clock), model)
  }

  private func expectToWait(_ engine: Engine, _ model: ScriptedModel) async throws {
    let next = Task { try? await engine.model.complete(call) }
    await clock.waitForSleepers()
    #expect(model.calls.count == 1)
    clock.advance(by: .milliseconds(60_599))
    #expect(clock.sleepers == 1 && model.calls.count == 1)
    clock.advance(by: .milliseconds(1))
    _ = await next.value
    #expect(model.calls.count == 2)
  }

  @Test(
    "an answered call was sent, whether the transport promises to say so or not",
    arguments: [true, false])
  func answered(promises: Bool) async throws {
    let (engine, model) = engine(promises: promises) { Completion(text: "x") }
    _ = try await engine.model.complete(call)
    try await expectToWait(engine, model)
  }

  @Test("so was one that was answered with an error", arguments: [true, false])
  func refused(promises: Bool) async throws {
    let (engine, model) = engine(promises: promises) {
      throw ModelError(.server, "x", status: 500)
    }
    await #expect(throws: ModelError.self) { try await engine.model.complete(call) }
    try await expectToWait(engine, model)
  }

  @Test("one that failed before anything was said of it was not, if the transport would say so")
  func neverSent() async throws {
    let (engine, model) = engine(promises: true) { throw ModelError(.network, "x") }
    for _ in 0..<10 {
      await #expect(throws: ModelError.self) { try await engine.model.complete(call) }
    }
    #expect(model.calls.count == 10 && clock.now == .zero && clock.sleepers == 0)
  }
}
