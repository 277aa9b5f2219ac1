import Foundation
import PrompterTesting
import Testing

@Suite("rows chosen for extract", .timeLimit(.minutes(5)))
struct RowSelectionCommandTests {
  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ more: String..., input: String = "data.jsonl"
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", input, "-o", "out.jsonl", "--base-url", server.baseURL, "--no-cache",
      "--quiet", "--no-resume", adding: more)
  }

  private func numbers(_ shell: Shell) throws -> [Int] {
    try shell.records("out.jsonl").compactMap {
      ($0["id"] as? String).flatMap { Int($0.dropFirst()) }
    }
    .sorted()
  }

  @Test("--first, --ids, --filter and --sample choose documents as they choose examples")
  func chosen() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(20)
    try shell.folder.write("d9\nd2\n", to: "wanted.txt")
    #expect(try await extract(shell, server, "--ids", "d7,d3").status == 0)
    #expect(try numbers(shell) == [3, 7])
    #expect(try await extract(shell, server, "--ids", "wanted.txt").status == 0)
    #expect(try numbers(shell) == [2, 9])
    #expect(try await extract(shell, server, "--filter", "even=true", "--first", "3").status == 0)
    #expect(try numbers(shell) == [2, 4, 6])
    #expect(try await extract(shell, server, "--filter", "even=true", "--ids", "d2,d4").status == 0)
    #expect(try numbers(shell) == [2, 4])
    var draws: [[Int]] = []
    for seed in ["1", "1", "2"] {
      #expect(try await extract(shell, server, "--sample", "5", "--seed", seed).status == 0)
      draws.append(try numbers(shell))
    }
    #expect(draws.allSatisfy { $0.count == 5 } && draws[0] == draws[1] && draws[0] != draws[2])
    // evaluate draws the same ones.
    let evaluated = try await shell.prompter(
      "evaluate", "p.json", "--data", "data.jsonl", "--sample", "5", "--seed", "2", "--base-url",
      server.baseURL, "--no-cache", "-o", "r.json", "--quiet")
    #expect(evaluated.status == 0, "\(evaluated.err)")
    let rows = try shell.object("r.json")["rows"] as? [[String: Any]] ?? []
    #expect(rows.compactMap { $0["id"] as? String } == draws[2].map { "d\($0)" })
  }

  @Test("columns of a CSV file are fields; one that is not there is wrong usage")
  func columns() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(2)
    let lines = (1...6).map { "d\($0),\($0 % 3),The number is \($0).\n" }.joined()
    try shell.folder.write("id,kind,text\n" + lines, to: "in.csv")
    #expect(try await extract(shell, server, "--filter", "kind=1", input: "in.csv").status == 0)
    #expect(try numbers(shell) == [1, 4])
    let unknown = try await extract(shell, server, "--filter", "size=1", input: "in.csv")
    expectError(unknown, 64, "no column 'size'")
    expectError(
      try await extract(shell, server, "--filter", "kind=9", input: "in.csv"), 1, "--filter")
    expectError(try await extract(shell, server, "--filter", "kind"), 64, "FIELD=VALUE")
    #expect(try numbers(shell) == [1, 4], "the output is as it was")
  }

  @Test("an id that no document has is a failure, and costs the others nothing")
  func unknownID() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(5)
    let outcome = try await extract(shell, server, "--ids", "d4,nobody")
    #expect(outcome.status == 1)
    #expect(outcome.errors.count == 1 && outcome.err.contains("no document has the id 'nobody'"))
    #expect(try numbers(shell) == [4])
  }

  @Test("a document that comes twice is done once; another one of its id is refused")
  func duplicates() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(4)
    try shell.folder.write(Numbers.lines(1...4) + Numbers.lines(2...3), to: "data.jsonl")
    let command = [
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--base-url", server.baseURL,
      "--no-cache", "--summary", "s.json",
    ]
    let twice = try await shell.start(command).outcome()
    #expect(twice.status == 0, "\(twice.err)")
    #expect(twice.err.contains("2 came twice and were done once"))
    #expect(try numbers(shell) == [1, 2, 3, 4])
    #expect(try shell.object("s.json")["total"] as? Int == 4)
    #expect(try shell.object("s.json")["duplicates"] as? Int == 2)
    let other = Numbers.lines(9...9).replacing("d9", with: "d2")
    try shell.folder.write(Numbers.lines(1...4) + other, to: "data.jsonl")
    for _ in 1...2 {
      let refused = try await shell.start(command).outcome()
      #expect(refused.status == 1)
      #expect(refused.err.contains("two documents with different contents have the id 'd2'"))
      #expect(try numbers(shell) == [1, 2, 3, 4])
      let second = try shell.records("out.jsonl").first { $0["id"] as? String == "d2" }
      #expect((second?["data"] as? [String: Any])?["n"] as? Int == 2, "the first one counts")
    }
    #expect(server.requests.count == 4)
  }
}
