import Foundation
import PrompterTesting
import Testing

@Suite("prompter extract: what goes in, and who else writes", .timeLimit(.minutes(5)))
struct ExtractInputTests {
  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ words: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", "--base-url", server.baseURL, "--no-cache", adding: words)
  }

  @Test("rows that are no documents are named, each of them up to twenty")
  func badRows() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(2)
    let bad = (3...40).map { "{oops \($0)\n" }.joined()
    try shell.folder.write(Numbers.lines(1...2) + bad, to: "data.jsonl")
    let outcome = try await extract(shell, server, "data.jsonl", "-o", "out.jsonl")
    #expect(outcome.status == 1)
    for line in [3, 22] { #expect(outcome.err.contains("data.jsonl, line \(line): not JSON")) }
    #expect(!outcome.err.contains("line 23:"))
    #expect(outcome.err.contains("38 rows are no documents"))
  }

  @Test("a text without a character is no question to a model")
  func blank() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    for (name, text) in [
      ("a.txt", ""), ("b.md", " \n\t\n"), ("c.txt", "The number is 3 today."), ("d.docx", "x"),
      ("e.docx", "x"),
    ] {
      try shell.folder.write(text, to: "letters/\(name)")
    }
    try shell.folder.write("id,text\nx,\ny,The number is 4 today.\n", to: "table.csv")
    let outcome = try await extract(shell, server, "letters", "table.csv", "-o", "out.jsonl")
    #expect(outcome.status == 1 && server.requests.count == 2)
    #expect(outcome.err.contains("left out 2 files") && outcome.err.contains("2 × .docx"))
    let failed = try shell.records("out.jsonl").filter { $0["ok"] as? Bool == false }
    #expect(failed.compactMap { $0["id"] as? String }.sorted() == ["a.txt", "b.md", "x"])
    #expect(failed.allSatisfy { ($0["error"] as? [String: Any])?["type"] as? String == "empty" })
  }

  @Test("the plan counts what is left, whatever else an output holds")
  func plan() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(6)
    try shell.folder.write(Numbers.lines(7...10), to: "more.jsonl")
    _ = try await extract(shell, server, "data.jsonl", "--first", "4", "-o", "out.jsonl")
    let rest = try await extract(shell, server, "data.jsonl", "-o", "out.jsonl")
    #expect(rest.err.contains("plan: 2 documents"), "\(rest.err)")
    let others = try await extract(shell, server, "more.jsonl", "-o", "out.jsonl")
    #expect(others.err.contains("plan: 4 documents"), "\(others.err)")
    try FileManager.default.removeItem(at: shell.folder.url.appending(path: "out.jsonl"))
    let deleted = try await extract(shell, server, "data.jsonl", "-o", "out.jsonl")
    #expect(deleted.err.contains("plan: 6 documents"), "\(deleted.err)")
  }

  @Test(
    "lines from stdin name no file outside of the folder", arguments: ["/etc/hostname", "../a"])
  func outside(path: String) async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    let outcome = try await shell.prompter(
      "extract", "p.json", "-", "-o", "out.jsonl", "--base-url", server.baseURL, "--no-cache",
      input: #"{"id": "x", "file": "\#(path)"}"# + "\n")
    #expect(outcome.status == 1 && server.requests.isEmpty)
    #expect(outcome.err.contains("line 1: names a file outside of the current folder"))
  }

  @Test("two runs cannot write one file")
  func twoRuns() async throws {
    let isOpen = Shared(false)
    let server = try ScriptedServer { text, _ in
      while !isOpen.value { usleep(1_000) }
      return Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(2)
    async let first = extract(shell, server, "data.jsonl", "-o", "out.jsonl")
    await eventually { !server.requests.isEmpty }
    let second = try await extract(shell, server, "data.jsonl", "-o", "out.jsonl")
    #expect(second.status == 1)
    #expect(second.err.contains("out.jsonl.run: another process is at work here"))
    isOpen.update { $0 = true }
    #expect(try await first.status == 0)
    #expect(try shell.records("out.jsonl").count == 2)
  }

  @Test("wrong usage is told before anything is read")
  func usage() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(1)
    let address = try await shell.prompter(
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--base-url", "not-a-url")
    #expect(address.status == 64 && address.err.contains("--base-url must be an address"))
    let folder = try await extract(shell, server, "--watch", "gone", "-o", "out.jsonl")
    #expect(folder.status == 64 && folder.err.contains("there is no folder 'gone'"))
  }

  @Test("the seed of a schema needs no data, a search does")
  func seed() async throws {
    let shell = try Shell()
    try shell.folder.write(Numbers.schema, to: "schema.json")
    let seed = try await shell.prompter(
      "optimize", "--schema", "schema.json", "--model", "openai/x", "--out", "p.json",
      "--max-calls", "0", "--json")
    #expect(seed.status == 0, "\(seed.err)")
    let artifact = try shell.object("p.json")
    #expect(artifact["data"] is NSNull || artifact["data"] == nil)
    #expect((artifact["decoding"] as? [String: Any])?["max_output_tokens"] as? Int ?? 1024 >= 1024)
    let search = try await shell.prompter(
      "optimize", "--schema", "schema.json", "--model", "openai/x", "--out", "q.json")
    #expect(search.status == 64 && search.err.contains("give labelled data"))
  }
}
