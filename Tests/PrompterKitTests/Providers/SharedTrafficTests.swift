import PrompterTesting
import Testing

@testable import PrompterCore
@testable import PrompterKit

@Suite("limits that the whole process shares", .timeLimit(.minutes(5)))
struct SharedTrafficTests {
  private let limits = [RateLimit(.calls, 2, per: .seconds(3_600))]

  private func configuration(
    _ key: String = "sk-test-1", limits: [RateLimit]? = nil, address: String = "http://127.0.0.1:9"
  ) -> PrompterConfiguration {
    PrompterConfiguration(
      connection: ModelConnection(
        transport: directTransport(), baseURL: address, environment: ["OPENAI_API_KEY": key]),
      engine: EngineConfiguration(limits: limits ?? self.limits), cacheFile: nil)
  }

  private func traffic(_ model: String, _ configuration: PrompterConfiguration) throws
    -> ModelTraffic
  {
    let reference = try ModelReference(model)
    return SharedTraffic.traffic(
      to: try configuration.connection.model(reference),
      configuration.connection.account(reference), configuration.engine)
  }

  @Test("one model, address, key and limits: one traffic; any of them another: one of its own")
  func sharing() throws {
    let first = try traffic("openai/shared", configuration())
    #expect(try traffic("openai/shared", configuration()) === first)
    for other in [
      try traffic("openai/other", configuration()),
      try traffic("openai/shared", configuration("sk-test-2")),
      try traffic("openai/shared", configuration(address: "http://127.0.0.1:10")),
      try traffic("openai/shared", configuration(limits: [])),
    ] {
      #expect(other !== first)
    }
  }

  @Test("two engines keep a limit together")
  func limit() async throws {
    let server = try LoopbackServer { _ in .chat("hi") }
    let configuration = configuration(address: server.url("/v1"))
    let engines = [
      try configuration.engine(for: "openai/x"), try configuration.engine(for: "openai/x"),
    ]
    let call = Sample.call()
    for engine in engines { _ = try await engine.model.complete(call) }
    let third = Task { try await engines[0].model.complete(call) }
    let traffic = try traffic("openai/x", configuration)
    await eventually { traffic.limiter.waiting == 1 }
    third.cancel()
    await #expect(throws: CancellationError.self) { try await third.value }
    #expect(server.requests.count == 2)
  }

  @Test("a traffic that nobody uses any more is forgotten")
  func forgotten() throws {
    weak var gone: ModelTraffic?
    do {
      let traffic = try traffic("openai/forgotten", configuration())
      gone = traffic
    }
    #expect(gone == nil)
  }

  @Test("engines of one configuration have its budget together")
  func budget() async throws {
    let server = try LoopbackServer { _ in .chat("hi") }
    var configuration = configuration(limits: [], address: server.url("/v1"))
    configuration.budget = Budget(BudgetLimits(calls: 2))
    let call = Sample.call()
    for model in ["openai/x", "openai/y"] {
      _ = try await configuration.engine(for: model).model.complete(call)
    }
    await #expect(throws: ModelError.self) {
      _ = try await configuration.engine(for: "openai/z").model.complete(call)
    }
    #expect(server.requests.count == 2)
  }
}
