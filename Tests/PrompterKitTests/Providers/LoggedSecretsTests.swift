import InMemoryLogging
import Logging
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("what logs never say", .timeLimit(.minutes(5)))
struct LoggedSecretsTests {
  private static let key = "sk-very-secret-0123456789"
  private static let document = "Invoice 4711 from Achterberg Joinery, total USD 12.50"
  private static let environment = [
    "OPENAI_API_KEY": key, "ANTHROPIC_API_KEY": key, "GEMINI_API_KEY": key, "GROQ_API_KEY": key,
  ]

  /// Everything that is logged at any level while a document is extracted.
  private func log(
    _ model: String, logsText: Bool = false, reply: LoopbackServer.Reply
  ) async throws -> String {
    let handler = InMemoryLogHandler()
    var logger = Logger(label: "test") { _ in handler }
    logger.logLevel = .trace
    let server = try LoopbackServer { _ in reply }
    let prompter = try Prompter<JSONValue>(
      schema: Schema(Sample.schema), model: model,
      configuration: PrompterConfiguration(
        connection: ModelConnection(
          transport: directTransport(), baseURL: server.url("/v1"),
          environment: Self.environment),
        engine: EngineConfiguration(
          retry: RetryPolicy(retries: 1, base: .zero),
          telemetry: Telemetry(logger: logger, logsText: logsText)), cacheFile: nil))
    _ = await prompter.predictBatchOrNil([Self.document])
    return handler.entries.map { "\($0.level) \($0.message) \($0.metadata)" }
      .joined(separator: "\n")
  }

  private func expectSilence(_ log: String) {
    #expect(log.contains("call sent"))
    for secret in [Self.key, "0123456789", "4711", "Achterberg", "12.50", "Joinery"] {
      #expect(!log.contains(secret), "\(secret) in:\n\(log)")
    }
  }

  @Test(
    "neither key nor document, whoever is asked and whatever comes back",
    arguments: ["openai/x", "groq/x", "anthropic/x", "gemini/x"],
    [200, 400, 401, 404, 429, 500])
  func secrets(model: String, status: Int) async throws {
    let quote = "your key \(Self.key) asked about Achterberg Joinery 4711"
    let reply: LoopbackServer.Reply =
      status == 200
      ? .chat(#"{"vendor": "Achterberg Joinery", "total": "12.50 USD"}"#)
      : .text(
        #"{"error": {"message": "\#(quote)", "code": "\#(quote)"}}"#, status: status)
    expectSilence(try await log(model, reply: reply))
  }

  @Test("an answer that cannot be used is not quoted")
  func unusable() async throws {
    for text in [
      #"{"vendor": "Achterberg Joinery 4711", "total": "twelve Joinery"}"#,
      "Achterberg Joinery says: no JSON", #"{"Achterberg Joinery": 4711}"#,
    ] {
      expectSilence(try await log("openai/x", reply: .chat(text)))
    }
  }

  @Test("texts are there when asked for, the key never")
  func asked() async throws {
    let log = try await log(
      "openai/x", logsText: true, reply: .chat(#"{"vendor": "Somebody", "total": 1}"#))
    #expect(log.contains("Achterberg Joinery") && log.contains("Somebody"))
    #expect(!log.contains(Self.key))
  }
}

extension Prompter {
  /// The results, or nil when the run could not be made.
  fileprivate func predictBatchOrNil(
    _ texts: [String]
  ) async -> [Result<Prediction<Output>, any Error>]? {
    try? await predictBatch(texts)
  }
}
