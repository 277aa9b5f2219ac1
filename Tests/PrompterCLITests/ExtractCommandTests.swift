import Foundation
import PrompterTesting
import Testing

@Suite("prompter extract", .timeLimit(.minutes(5)))
struct ExtractCommandTests {
  private func extract(
    _ shell: Shell, _ server: ScriptedServer, _ more: String...
  ) async throws -> Shell.Outcome {
    try await shell.prompter(
      "extract", "p.json", "data.jsonl", "--base-url", server.baseURL, "--no-cache", adding: more)
  }

  private func ids(_ shell: Shell, _ name: String = "out.jsonl") throws -> [String] {
    try shell.records(name).compactMap { $0["id"] as? String }.sorted()
  }

  @Test("every document gets a line in every output, and the summary adds up")
  func outputs() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(6)
    let outcome = try await extract(
      shell, server, "-o", "out.jsonl", "-o", "out.csv", "-o", "dir:out", "--summary", "s.json",
      "--json")
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try ids(shell) == (1...6).map { "d\($0)" })
    let line = try #require(try shell.records("out.jsonl").first { $0["id"] as? String == "d3" })
    #expect((line["data"] as? [String: Any])?["n"] as? Int == 3)
    #expect(line["ok"] as? Bool == true && line["confidence"] is NSNull)
    #expect(line["model"] as? String == "openai/x" && line["prompter"] as? String == "p.json")
    let evidence = ((line["fields"] as? [String: Any])?["n"] as? [String: Any])?["evidence"]
    #expect(evidence as? [Int] == [14, 15])
    let rows = try shell.folder.read("out.csv").components(separatedBy: "\r\n")
    #expect(rows.first == "n,even,_id,_status,_confidence,_model,_prompter,_error")
    #expect(rows.contains("3,false,d3,done,,openai/x,p.json,"))
    #expect(rows.count == 8)
    #expect(try shell.object("out/d3.json")["id"] as? String == "d3")
    let summary = try shell.object("s.json")
    #expect(summary["total"] as? Int == 6 && summary["ok"] as? Int == 6)
    #expect(summary["resumed"] as? Int == 0 && summary["calls"] as? Int == 6)
    #expect(summary["input_tokens"] as? Int == 120)
    #expect(outcome.out.split(separator: "\n").count == 1)
  }

  @Test("a run that is done asks nothing again and leaves the output as it is")
  func again() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(6)
    _ = try await extract(shell, server, "-o", "out.jsonl")
    let before = try shell.folder.read("out.jsonl")
    let outcome = try await extract(shell, server, "-o", "out.jsonl", "--summary", "s.json")
    #expect(outcome.status == 0)
    #expect(try shell.folder.read("out.jsonl") == before)
    #expect(server.requests.count == 6)
    #expect(try shell.object("s.json")["resumed"] as? Int == 6)
    #expect(try shell.object("s.json")["total"] as? Int == 6)
    _ = try await extract(shell, server, "-o", "out.jsonl", "--no-resume")
    #expect(server.requests.count == 12)
    #expect(try ids(shell).count == 6)
  }

  @Test(
    "D33: after a kill -9 the same command finishes, and pays again only for what was under way",
    arguments: [1, 4])
  func killed(concurrency: Int) async throws {
    let (rows, answered) = (24, 9)
    let gate = DispatchSemaphore(value: 0)
    let server = try ScriptedServer { text, number in
      if (answered + 1...answered + concurrency).contains(number) { gate.wait() }
      return Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(rows)
    let command = [
      "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "-o", "out.csv", "--base-url",
      server.baseURL, "--no-cache", "--concurrency", "\(concurrency)", "--quiet",
    ]
    let running = try shell.start(command)
    // A place becomes free only when the line before is written.
    await server.requests(atLeast: answered + concurrency)
    running.signal(SIGKILL)
    #expect(try await running.outcome().status == 128 + SIGKILL)
    for _ in 0..<concurrency { gate.signal() }
    let written = Set(try ids(shell))
    #expect(written.count == answered)
    // What a crash may leave behind: lines that are cut off.
    for name in ["out.jsonl", "out.csv", "out.jsonl.run"] {
      let text = try shell.folder.read(name)
      try shell.folder.write(text + #"{"id": "d24", "ok": tr"#, to: name)
    }
    let outcome = try await shell.start(command + ["--summary", "s.json"]).outcome()
    #expect(outcome.status == 0, "\(outcome.err)")
    #expect(try ids(shell) == (1...rows).map { "d\($0)" }.sorted())
    #expect(try shell.records("out.jsonl").allSatisfy { $0["ok"] as? Bool == true })
    let lines = try shell.folder.read("out.csv").components(separatedBy: "\r\n")
    #expect(lines.count == rows + 2 && Set(lines).count == rows + 2)
    let asked = Dictionary(
      grouping: server.requests.compactMap(Numbers.number), by: { "d\($0)" }
    ).mapValues(\.count)
    #expect(asked.count == rows)
    for (id, count) in asked where written.contains(id) { #expect(count == 1, "\(id)") }
    #expect(server.requests.count == rows + concurrency)
    #expect(try shell.object("s.json")["resumed"] as? Int == answered)
  }

  @Test("a reader that closes stdout early is an error, not a crash")
  func closedPipe() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(200)
    let outcome = try await shell.bash(
      """
      prompter extract p.json data.jsonl --base-url \(server.baseURL) --quiet | head -n 1 > first
      echo ${PIPESTATUS[0]} > status
      prompter schema show schema.json --json > /dev/full; echo $? >> status
      prompter predict p.json 'The number is 5 today.' --base-url \(server.baseURL) > /dev/full
      echo $? >> status
      """)
    #expect(try shell.folder.read("first").contains(#""ok":true"#))
    #expect(try shell.folder.read("status") == "1\n1\n1\n")
    #expect(outcome.errors.count == 3, "\(outcome.err)")
    #expect(outcome.err.split(separator: "\n").count == 3)
    #expect(server.requests.count < 200, "it stops when nobody reads")
  }

  @Test("a line that cannot be read costs no other document, and is named")
  func badLine() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(3)
    let lines = Numbers.lines(1...16) + "{oops\n" + Numbers.lines(18...20)
    try shell.folder.write(lines, to: "data.jsonl")
    let outcome = try await extract(shell, server, "-o", "out.jsonl", "--summary", "s.json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.count == 1 && outcome.err.contains("data.jsonl, line 17: not JSON"))
    #expect(try ids(shell).count == 19)
    #expect(try shell.object("s.json")["failed"] as? Int == 1)
    try shell.folder.write(
      lines.replacing("{oops\n", with: Numbers.lines(17...17)), to: "data.jsonl")
    #expect(try await extract(shell, server, "-o", "out.jsonl").status == 0)
    #expect(try ids(shell).count == 20)
    #expect(server.requests.count == 20)
  }

  @Test("a document that failed is tried again, and its line is replaced")
  func failures() async throws {
    let server = try ScriptedServer { text, number in
      Numbers.number(in: text) == 2 && number < 5 ? .status(404) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(4)
    let outcome = try await extract(shell, server, "-o", "out.jsonl")
    #expect(outcome.status == 1)
    #expect(outcome.errors.count == 1 && outcome.err.contains("1 document failed"))
    #expect(try ids(shell) == ["d1", "d2", "d3", "d4"])
    #expect(try await extract(shell, server, "-o", "out.jsonl").status == 0)
    #expect(try ids(shell) == ["d1", "d2", "d3", "d4"])
    #expect(try shell.records("out.jsonl").allSatisfy { $0["ok"] as? Bool == true })
    #expect(server.requests.count == 5)
  }

  @Test("another content, prompter or model is done anew, and replaces the old line")
  func changed() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(4)
    _ = try await extract(shell, server, "-o", "out.jsonl", "-o", "out.csv")
    let data = try shell.folder.read("data.jsonl")
    try shell.folder.write(
      data.replacing("The number is 2 today", with: "The number is 22 today"), to: "data.jsonl")
    #expect(try await extract(shell, server, "-o", "out.jsonl", "-o", "out.csv").status == 0)
    #expect(server.requests.count == 5)
    #expect(try ids(shell) == ["d1", "d2", "d3", "d4"])
    let second = try shell.records("out.jsonl").first { $0["id"] as? String == "d2" }
    #expect((second?["data"] as? [String: Any])?["n"] as? Int == 22)
    let csv = try shell.folder.read("out.csv").components(separatedBy: "\r\n")
    #expect(csv.count == 6 && csv.contains { $0.hasPrefix("22,true,d2,") })
    #expect(
      try await extract(shell, server, "-o", "out.jsonl", "--model", "openai/y").status == 0)
    #expect(server.requests.count == 9)
    #expect(try ids(shell) == ["d1", "d2", "d3", "d4"])
    #expect(try shell.records("out.jsonl").allSatisfy { $0["model"] as? String == "openai/y" })
    #expect(
      try shell.records("out.jsonl.before").map { $0["model"] as? String ?? "" }
        == Array(repeating: "openai/x", count: 4))
  }

  @Test("an output that was deleted, or that is new, is written in full")
  func deletedOutput() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(4)
    _ = try await extract(shell, server, "-o", "out.jsonl")
    try FileManager.default.removeItem(atPath: shell.folder.path("out.jsonl"))
    #expect(try await extract(shell, server, "-o", "out.jsonl").status == 0)
    #expect(try ids(shell).count == 4)
    let more = ["-o", "out.jsonl", "-o", "new.jsonl"]
    let outcome = try await extract(shell, server, more[0], more[1], more[2], more[3])
    #expect(outcome.status == 0)
    #expect(try ids(shell) == ids(shell, "new.jsonl") && ids(shell).count == 4)
  }

  @Test(
    "no documents at all is an error, and no output is touched",
    arguments: [
      ("data.jsonl", ""), ("data.jsonl", "\n \n"), ("data.csv", "id,text\n"), ("data.csv", ""),
    ])
  func nothing(name: String, content: String) async throws {
    let shell = try await Shell.withNumbers(2)
    try shell.folder.write(content, to: name)
    let files = shell.files
    let outcome = try await shell.prompter("extract", "p.json", name, "-o", "out.jsonl")
    expectError(outcome, 1, name)
    #expect(shell.files == files)
  }

  @Test("stdin, CSV, text files and folders are read, ids and all")
  func inputs() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(2)
    try shell.folder.write("key,id,body\r\n1,c1,\"The number is 31, \"\"so\"\"\"\r\n", to: "a.csv")
    try shell.folder.write("The number is 32.", to: "texts/b.txt")
    try shell.folder.write("The number is 33.", to: "texts/deep/c.md")
    try shell.folder.write("The number is 34.", to: "texts/.hidden/d.md")
    let outcome = try await shell.prompter(
      "extract", "p.json", "-", "a.csv", "texts", "texts/b.txt", "--text-column", "body",
      "--base-url", server.baseURL, "--quiet", input: Numbers.lines(1...2, isLabelled: false))
    #expect(outcome.status == 0, "\(outcome.err)")
    let ids = try outcome.out.split(separator: "\n").compactMap {
      (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["id"] as? String
    }
    #expect(ids.sorted() == ["b.txt", "c1", "d1", "d2", "deep/c.md", "texts/b.txt"])
    #expect(outcome.err.isEmpty)
  }

  @Test("--limit holds, and the summary says how long was waited")
  func limit() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(6)
    let outcome = try await extract(
      shell, server, "-o", "out.jsonl", "--limit", "calls=3/300ms", "--summary", "s.json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let wait = try #require(shell.object("s.json")["limit_wait_seconds"] as? Double)
    #expect(wait > 0.3)
  }
}
