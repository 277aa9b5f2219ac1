import Foundation
import PrompterTesting
import Testing

@Suite("local models on the command line", .serialized, .timeLimit(.minutes(5)))
struct LocalModelCommandTests {
  /// Where models are installed for the user who runs the tests.
  static let data: String = {
    let environment = ProcessInfo.processInfo.environment
    return environment["XDG_DATA_HOME"]
      ?? "\(environment["HOME"] ?? NSHomeDirectory())/.local/share"
  }()

  static let isInstalled = FileManager.default.fileExists(
    atPath: "\(data)/prompter/models/smollm2-135m.json")

  /// The process of the server that the state file in a shell's own folder names.
  private func serverPID(_ shell: Shell) throws -> Int32 {
    let name = try #require(
      shell.files.first { $0.hasPrefix(".local/state/prompter/local/") && $0.hasSuffix(".json") })
    return Int32(try #require(shell.object(name)["pid"] as? Int))
  }

  @Test(
    "several processes share one server, and the next one starts another after a kill -9",
    .enabled(if: isInstalled, "prompter models install smollm2-135m"))
  func shared() async throws {
    let shell = try Shell(environment: ["XDG_DATA_HOME": Self.data])
    try shell.folder.write(Numbers.schema, to: "schema.json")
    try shell.folder.write(Numbers.lines(1...2), to: "data.jsonl")
    #expect(
      try await shell.prompter(
        "optimize", "data.jsonl", "--schema", "schema.json", "--out", "p.json", "--max-calls", "0"
      ).status == 0)
    let command = ["predict", "p.json", "The number is 4 today.", "--no-cache"]
    async let first = shell.start(command).outcome()
    async let second = shell.start(command).outcome()
    for outcome in try await [first, second] {
      #expect(outcome.status == 0, "\(outcome.err)")
      #expect(outcome.out.contains(#""ok":true"#) && outcome.out.contains(#""cost_usd":0"#))
    }
    let pid = try serverPID(shell)
    kill(pid, SIGKILL)
    #expect(try await shell.start(command).outcome().status == 0)
    let next = try serverPID(shell)
    #expect(next != pid)
    #expect(kill(next, SIGKILL) == 0)
  }

  @Test("models list says what is installed, and a missing one names its command")
  func notInstalled() async throws {
    let shell = try await Shell.withNumbers(2)
    let list = try await shell.prompter("models", "list", "--json")
    let json = try JSONSerialization.jsonObject(with: Data(list.out.utf8)) as? [[String: Any]]
    #expect(json?.first?["name"] as? String == "local/smollm2-135m")
    #expect(json?.allSatisfy { $0["installed"] as? Bool == false } == true)
    #expect(try await shell.prompter("models").out.contains("not installed"))
    let outcome = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--model", "local/smollm2-135m", "--quiet")
    expectError(outcome, 1, "prompter models install smollm2-135m")
    expectError(
      try await shell.prompter("models", "serve"), 1, "prompter models install smollm2-135m")
  }

  @Test(
    "models serve prints its address and ends with its stdin",
    .enabled(if: isInstalled, "prompter models install smollm2-135m"))
  func foreground() async throws {
    let shell = try Shell(environment: ["XDG_DATA_HOME": Self.data])
    let outcome = try await shell.bash(
      "prompter models serve < <(echo x) | head -n 1 > ready; echo ${PIPESTATUS[0]} > status")
    #expect(outcome.status == 0)
    #expect(try shell.folder.read("ready").hasPrefix("READY http://127.0.0.1:"))
    #expect(try shell.folder.read("status") == "0\n")
  }
}
