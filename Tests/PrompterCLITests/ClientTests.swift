import Foundation
import Glibc
import PrompterKit
import Testing

/// Programs that are made for OpenAI, which `scripts/test` installs.
@Suite("clients of OpenAI", .timeLimit(.minutes(5)))
struct ClientTests {
  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let python = project.appending(path: ".build/clients/bin/python")

  @Test("the official Python client and LiteLLM get a record through serve")
  func pythonClients() async throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: Self.python.path),
      "the clients are not installed: run scripts/test, or scripts/install-clients")
    let server = try ScriptedServer { _, _ in .text(#"{"number": 7}"#) }
    let (shell, running, address) = try await ServeCommandTests.serving(server)
    let clients = try shell.start(
      [
        Self.project.appending(path: "Tests/Clients/clients.py").path, address + "/v1", "orders",
        #"{"number": 7}"#,
      ], program: Self.python)
    let outcome = try await clients.outcome()
    #expect(outcome.status == 0, "\(outcome.err.suffix(2_000))")
    #expect(outcome.out.contains("have the record"))
    running.signal(SIGTERM)
    #expect(try await running.outcome().status == 0)
  }
}
