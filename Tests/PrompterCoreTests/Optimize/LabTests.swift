import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("a lab counts what is asked", .timeLimit(.minutes(5)))
struct LabTests {
  private func lab(
    _ model: ScriptedModel, _ configuration: EngineConfiguration = EngineConfiguration(),
    reasks: Int = 0, journal: Journal = Journal()
  ) throws -> (lab: Lab, seed: Candidate) {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let engine = Engine(model, configuration, clock: ManualClock())
    let lab = Lab(
      Lab.Setup(
        scorer: try RecordScorer(schema), engine: engine, decoding: Decoding(), reasks: reasks,
        proposer: engine, seed: 0),
      train: [], select: Classic.examples(0..<40), budget: 30, journal: journal)
    return (lab, Candidate(.seed(schema), origin: "seed"))
  }

  @Test("questions are taken to need as many requests as those before")
  func left() async throws {
    let (lab, seed) = try lab(
      ScriptedModel { call in
        let isCorrected = call.prompt.messages.last?.text.contains("cannot be used") ?? false
        return Completion(text: isCorrected ? #"{"n": 1}"# : "no idea")
      }, reasks: 1)
    _ = try await lab.evaluate(seed, on: Array(lab.select.prefix(5)))
    #expect(await lab.spent == 10)
    #expect(await lab.left == 10)
  }

  @Test("a proposal counts with its retries, and says when it came from the cache")
  func proposals() async throws {
    let lines = Shared<[JSONValue]>([])
    let calls = Shared(0)
    let model = ScriptedModel { _ in
      let number = calls.update { count in
        count += 1
        return count
      }
      guard number == 3 else { throw ModelError(.server, "down") }
      return Completion(text: "a new text")
    }
    let configuration = EngineConfiguration(
      retry: RetryPolicy(retries: 6, cap: .zero), cache: MemoryCache())
    let (lab, _) = try lab(
      model, configuration, journal: Journal { line in lines.update { $0.append(line) } })
    for spent in [3, 6] {
      #expect(try await lab.propose(Prompt(messages: [.init(.user, "write")])) == "a new text")
      #expect(await lab.spent == spent)
    }
    #expect(calls.value == 3)
    #expect(lines.value.compactMap { $0[key: "cached"]?.bool } == [false, true])
  }

  /// A model that can answer only who is shown a record, or never.
  private func needy(_ canLearn: Bool) -> ScriptedModel {
    ScriptedModel { call in
      let isShown = call.prompt.messages.contains {
        $0.role == .assistant && $0.text.hasPrefix("{")
      }
      return Completion(text: isShown && canLearn ? #"{"n": 1}"# : "no idea")
    }
  }

  private func shown(_ seed: Candidate, _ number: Int) -> Candidate {
    seed.child("shown \(number)") {
      $0.demonstrations = [Demonstration(input: "number \(number)", expected: ["n": 1])]
    }
  }

  @Test("candidates that there is room for are asked, however many would go together")
  func inTurn() async throws {
    var configuration = EngineConfiguration()
    configuration.concurrency = 4
    let (lab, seed) = try lab(needy(true), configuration, reasks: 1)
    let other = seed.child("other") { $0.instruction = "Find the number." }
    let candidates = [seed, other, shown(seed, 1), shown(seed, 2)]
    // Two of them take twice the requests, which leaves room for one more.
    await #expect(throws: Lab.Exhausted.self) {
      try await lab.evaluate(candidates, on: Array(lab.select.prefix(5)))
    }
    var counts: [Int] = []
    for candidate in candidates { counts.append(await lab.known(candidate).count) }
    #expect(counts == [5, 5, 5, 0])
  }

  @Test("a model is not given up before it was shown a record", arguments: [true, false])
  func vain(canLearn: Bool) async throws {
    let (lab, seed) = try lab(needy(canLearn))
    _ = try await lab.evaluate(seed, on: Array(lab.select.prefix(25)))
    #expect(await !lab.isInVain)
    let answers = try? await lab.evaluate(shown(seed, 1), on: Array(lab.select.prefix(5)))
    #expect(await lab.isInVain == !canLearn)
    #expect(answers?.count == (canLearn ? 5 : nil))
  }

  @Test("what confirms is expected to need as many requests as what was asked")
  func reserve() async throws {
    let (other, seed) = try lab(needy(false), reasks: 1)
    let lab = Lab(
      other.setup, train: [], select: other.select, budget: 70, reserve: (10, 29),
      journal: Journal())
    _ = try await lab.evaluate(seed, on: Array(lab.select.prefix(5)))
    // Two requests a question: 40 to confirm 10 rows twice, but no more than two fifths of 99.
    #expect(await lab.spent == 10)
    #expect(await lab.left == (70 - 10 - (39 - 29)) / 2)
  }
}
