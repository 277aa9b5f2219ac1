import Foundation
import Glibc
import PrompterKit
import PrompterTesting
import Testing

/// `prompter serve` as its users start it.
@Suite("serve", .timeLimit(.minutes(5)))
struct ServeCommandTests {
  private static let schema = #"""
    {"title": "Order", "type": "object",
     "properties": {"number": {"type": "integer"}}, "required": ["number"],
     "additionalProperties": false}
    """#

  private static func shell() async throws -> Shell {
    let shell = try Shell(environment: ["OPENAI_API_KEY": "secret-key"])
    _ = try shell.folder.write(schema, to: "schema.json")
    _ = try shell.folder.write(
      (0..<4).map { #"{"text": "order \#($0)", "expected": {"number": \#($0)}}"# }
        .joined(separator: "\n"), to: "data.jsonl")
    let made = try await shell.prompter(
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "0", "--out", "orders.json")
    try #require(made.status == 0, "\(made.err)")
    return shell
  }

  /// The address that the command says it listens on.
  private static func address(_ running: Shell.Running, in shell: Shell) async throws -> String {
    await running.says("listening on http://")
    let texts = try FileManager.default.contentsOfDirectory(atPath: shell.folder.path(".io"))
      .filter { $0.hasSuffix(".err") }.map { try shell.folder.read(".io/\($0)") }
    let match = texts.compactMap { $0.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+/) }.first
    return String(try #require(match).0)
  }

  /// Starts the command in front of a scripted model, and waits until it listens.
  static func serving(
    _ server: ScriptedServer, _ more: String...
  ) async throws -> (shell: Shell, running: Shell.Running, address: String) {
    let shell = try await shell()
    let running = try shell.start(
      ["serve", "orders.json", "--port", "0", "--base-url", server.baseURL, "--no-cache"] + more)
    return (shell, running, try await address(running, in: shell))
  }

  @Test func itAnswersAndEndsWellOnSIGTERM() async throws {
    let server = try ScriptedServer { _, _ in .text(#"{"number": 7}"#) }
    let (_, running, address) = try await Self.serving(server)
    let transport = CurlTransport(configuration: CurlConfiguration(environment: [:]))
    let answer = try await transport.send(
      HTTPRequest(
        method: "POST", url: address + "/v1/extract?prompter=orders",
        headers: [("Content-Type", "text/plain")], body: Array("order 7".utf8)))
    #expect(answer.status == 200)
    let json = try JSONParser.parse(answer.body)
    #expect(json[key: "data"] == ["number": 7])
    #expect(json[key: "prompter"] == "orders.json")
    let metrics = try await transport.send(HTTPRequest(url: address + "/metrics"))
    #expect(
      String(decoding: metrics.body, as: UTF8.self)
        .contains(#"prompter_llm_calls_total{model="openai/x",outcome="ok"} 1"#))
    running.signal(SIGTERM)
    let outcome = try await running.outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(!outcome.err.contains("secret-key") && !outcome.err.contains("order 7"))
  }

  @Test func anArtifactThatIsReplacedAnswersFromThenOn() async throws {
    let server = try ScriptedServer { _, _ in .text(#"{"number": 7}"#) }
    let (shell, running, _) = try await Self.serving(server)
    let changed = try shell.folder.read("orders.json").replacing(
      "\"version\": 1", with: "\"version\": 2")
    _ = try shell.folder.write(changed + " ", to: "orders.json")
    await running.says("has changed: orders.json answers")
    _ = try shell.folder.write("{", to: "orders.json")
    await running.says("cannot be used, the old one goes on")
    running.signal(SIGTERM)
    #expect(try await running.outcome().status == 0)
  }

  @Test func whatCannotBeServedIsRefusedAtOnce() async throws {
    let shell = try await Self.shell()
    expectError(
      try await shell.prompter("serve", "orders.json", "--host", "0.0.0.0", "--port", "0"), 64,
      "--token-file")
    expectError(try await shell.prompter("serve", "missing.json"), 64, "missing.json")
    expectError(try await shell.prompter("serve"), 64, "name a prompter")
    expectError(try await shell.prompter("serve", "orders.json", "--split", "a"), 64, "--split")
    _ = try shell.folder.write(shell.folder.read("orders.json"), to: "other.json")
    expectError(
      try await shell.prompter(
        "serve", "orders.json", "--shadow", "other.json", "--ab-log", "t.sqlite", "--accept-error",
        "0.02", "--port", "0"), 64, "--accept-error cannot be kept")
    expectError(
      try await shell.prompter("serve", "orders.json", "orders.json"), 64,
      "two prompters are called")
    _ = try shell.folder.write("app short\n", to: "tokens.txt")
    expectError(
      try await shell.prompter("serve", "orders.json", "--token-file", "tokens.txt"), 1, "line 1")
  }
}
