import Foundation
import PrompterTesting
import Testing

@Suite("a run that is interrupted", .timeLimit(.minutes(5)))
struct InterruptTests {
  private let rows = 16
  private let answered = 5
  private let inFlight = 4
  private let gate = DispatchSemaphore(value: 0)

  /// A server that holds back the answers after the first ones.
  private func server() throws -> ScriptedServer {
    let (held, gate) = (answered + 1...answered + inFlight, gate)
    return try ScriptedServer { text, number in
      if held.contains(number) { gate.wait() }
      return Numbers.answer(text)
    }
  }

  private func release() { for _ in 0..<inFlight { gate.signal() } }

  private func command(_ words: [String], _ server: ScriptedServer) -> [String] {
    words + [
      "--base-url", server.baseURL, "--no-cache", "--concurrency", "\(inFlight)", "--quiet",
    ]
  }

  private func extraction(_ server: ScriptedServer) -> [String] {
    command(["extract", "p.json", "data.jsonl", "-o", "out.jsonl", "-o", "out.csv"], server)
  }

  private func ids(_ shell: Shell) throws -> [String] {
    try shell.records("out.jsonl").compactMap { $0["id"] as? String }
  }

  @Test(
    "the first signal finishes and writes what was sent, and begins nothing",
    arguments: [SIGINT, SIGTERM])
  func first(signal: Int32) async throws {
    let server = try server()
    let shell = try await Shell.withNumbers(rows)
    let running = try shell.start(extraction(server))
    await server.requests(atLeast: answered + inFlight)
    running.signal(signal)
    await running.says("stopping: finishing \(inFlight) calls in flight; again to stop at once")
    release()
    let outcome = try await running.outcome()
    #expect(outcome.status == 130, "\(outcome.err)")
    #expect(outcome.err.hasSuffix("interrupted; the same command continues where it stopped\n"))
    #expect(server.requests.count == answered + inFlight)
    let asked = server.requests.compactMap(Numbers.number).map { "d\($0)" }
    #expect(try ids(shell).sorted() == asked.sorted())
    #expect(try shell.records("out.jsonl").allSatisfy { $0["ok"] as? Bool == true })
    #expect(try await shell.start(extraction(server)).outcome().status == 0)
    #expect(server.requests.count == rows)
    #expect(try Set(ids(shell)).count == rows && ids(shell).count == rows)
  }

  @Test("the second signal ends it at once, and what was written stays")
  func second() async throws {
    let server = try server()
    defer { release() }
    let shell = try await Shell.withNumbers(rows)
    let running = try shell.start(extraction(server))
    await server.requests(atLeast: answered + inFlight)
    running.signal(SIGINT)
    await running.says("stopping")
    let moment = ContinuousClock.now
    running.signal(SIGTERM)
    #expect(try await running.outcome().status == 130)
    #expect(ContinuousClock.now - moment < .seconds(10), "the answers would never come")
    #expect(try ids(shell).count == answered)
    #expect(try await shell.start(extraction(server)).outcome().status == 0)
    #expect(server.requests.count == rows + inFlight)
    #expect(try Set(ids(shell)).count == rows)
  }

  @Test("who waits for a limit, a place or another attempt gives up", arguments: [0, 1, 2])
  func waiting(kind: Int) async throws {
    let (gate, isHeld) = (gate, kind == 1)
    let server = try ScriptedServer { text, number in
      if isHeld, number == 3 { gate.wait() }
      return kind == 2 && number > 2 ? .status(500) : Numbers.answer(text)
    }
    let shell = try await Shell.withNumbers(8)
    let more = [
      ["--limit", "calls=2/1h"], ["--concurrency", "1"], ["--retries", "1000000"],
    ][kind]
    let running = try shell.start(
      [
        "extract", "p.json", "data.jsonl", "-o", "out.jsonl", "--base-url", server.baseURL,
        "--no-cache", "--quiet",
      ] + more)
    // With failures: long enough for the pauses between attempts to be long.
    await server.requests(atLeast: [2, 3, 14][kind])
    await Shell.until { (try? ids(shell).count) ?? 0 >= 2 }
    running.signal(SIGINT)
    if isHeld {
      await running.says("finishing 1 call in flight")
      gate.signal()
    }
    #expect(try await running.outcome().status == 130)
    #expect(try ids(shell).count == (isHeld ? 3 : 2))
  }

  @Test("a stream that stays silent holds nothing up")
  func silentInput() async throws {
    let server = try ScriptedServer { text, _ in Numbers.answer(text) }
    let shell = try await Shell.withNumbers(3)
    let outcome = try await shell.bash(
      """
      mkfifo pipe; exec 3<>pipe; cat data.jsonl >&3
      prompter extract p.json - -o out.jsonl --base-url \(server.baseURL) --no-cache \
        --concurrency 2 --quiet < pipe & pid=$!
      until [ -s out.jsonl ]; do sleep 0.05; done
      kill -INT $pid; wait $pid
      """)
    #expect(outcome.status == 130, "\(outcome.err)")
    #expect(try ids(shell).count == server.requests.count)
  }

  @Test("evaluate and compare keep what came in, and pay only for the rest", arguments: [0, 1])
  func evaluations(kind: Int) async throws {
    let server = try server()
    let shell = try await Shell.withNumbers(rows)
    // The same prompter under another name: its questions are the same, too.
    try shell.folder.write(shell.folder.read("p.json"), to: "q.json")
    let command = command(
      [["evaluate", "p.json"], ["compare", "p.json", "q.json"]][kind]
        + ["--data", "data.jsonl", "-o", "r.json"], server)
    let running = try shell.start(command)
    await server.requests(atLeast: answered + inFlight)
    running.signal(SIGINT)
    await running.says("stopping: finishing \(inFlight) calls")
    release()
    let outcome = try await running.outcome()
    #expect(outcome.status == 130 && outcome.err.contains("the same command continues"))
    #expect(server.requests.count == answered + inFlight)
    #expect(!shell.files.contains("r.json") && shell.files.contains("r.json.run"))
    let second = try await shell.start(command).outcome()
    #expect(second.status == 0, "\(second.err)")
    #expect(server.requests.count == rows)
    #expect(try shell.object("r.json")["n"] as? Int == rows)
    if kind == 0 {
      #expect(try shell.object("r.json")["calls"] as? Int == rows - answered - inFlight)
      #expect(try shell.object("r.json")["cached_calls"] as? Int == answered + inFlight)
    }
  }

  @Test("optimize finishes what it has sent")
  func optimization() async throws {
    let (server, other) = (try server(), try ScriptedServer { text, _ in Numbers.answer(text) })
    let shell = try await Shell.withNumbers(24)
    let words = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "60", "--out",
    ]
    #expect(try await shell.start(command(words + ["w.json"], other)).outcome().status == 0)
    let command = command(words + ["o.json"], server)
    let running = try shell.start(command)
    await server.requests(atLeast: answered + inFlight)
    running.signal(SIGTERM)
    await running.says("stopping: finishing \(inFlight) calls")
    release()
    #expect(try await running.outcome().status == 130)
    #expect(server.requests.count == answered + inFlight)
    #expect(!shell.files.contains("o.json"))
    #expect(try await shell.start(command).outcome().status == 0)
    #expect(server.requests.count == other.requests.count, "nothing is asked twice")
  }

  @Test("optimize leaves the best prompter so far, which works, until it has a result")
  func best() async throws {
    let shell = try await Shell.withNumbers(1)
    try shell.folder.write(Numbers.unlike(1...80), to: "data.jsonl")
    let (gate, best) = (gate, shell.folder.path("o.best.json"))
    // Only who is shown examples knows the answers.
    let server = try ScriptedServer(all: { all, text, _ in
      if FileManager.default.fileExists(atPath: best) {
        gate.wait()
        gate.signal()
      }
      return Numbers.learnt(all, text)
    })
    let command = [
      "optimize", "data.jsonl", "--schema", "schema.json", "--model", "openai/x", "--max-calls",
      "150", "--out", "o.json", "--base-url", server.baseURL, "--concurrency", "\(inFlight)",
    ]
    let running = try shell.start(command)
    await running.says("best so far: ")
    running.signal(SIGINT)
    gate.signal()
    let outcome = try await running.outcome()
    #expect(outcome.status == 130, "\(outcome.err)")
    #expect(
      outcome.err.hasSuffix(
        "interrupted; the same command continues where it stopped; "
          + "the best so far, not confirmed, is o.best.json\n"))
    #expect(!shell.files.contains("o.json"))
    let artifact = try shell.object("o.best.json")
    #expect(artifact["scores"] is NSNull && artifact["calibration"] is NSNull)
    let data = try #require(artifact["data"] as? [String: Any])
    #expect(data["n"] as? Int == 80)
    #expect((data["searched"] as? String)?.isEmpty == false)
    let evaluation = try await shell.start([
      "evaluate", "o.best.json", "--data", "data.jsonl", "--base-url", server.baseURL, "--json",
    ]).outcome()
    let summary =
      try JSONSerialization.jsonObject(with: Data(evaluation.out.utf8)) as? [String: Any]
    #expect(evaluation.status == 0 && summary?["score"] as? Double == 1, "\(evaluation.out)")

    let again = try await shell.start(command).outcome()
    #expect(again.status == 0 && again.out.contains("shipped: optimized"), "\(again.err)")
    #expect(!shell.files.contains("o.best.json"))
  }
}
