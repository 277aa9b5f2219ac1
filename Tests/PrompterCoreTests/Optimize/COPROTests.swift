import PrompterTesting
import Testing

@testable import PrompterCore

extension Classic {
  /// A proposer that never answers.
  static var failing: ScriptedModel {
    ScriptedModel { _ in throw ModelError(.invalidRequest, "no") }
  }

  /// A task model's mistake: every second number, unless the instruction says the word.
  @Sendable static func needsTheWord(_ number: Int, _ call: Call) -> Bool {
    number % 2 == 0 && call.prompt.messages.first?.text.contains("MAGIC") != true
  }
}

@Suite("COPRO", .timeLimit(.minutes(5)))
struct COPROTests {
  /// Ten instructions for each round, all different; one of them says the word.
  private static func answers(magic: (round: Int, index: Int)) -> [String] {
    (0..<3).map { round in
      let texts = (0..<10).map { index in
        #""Read the number in way \#(round) \#(index)\#((round, index) == magic ? " MAGIC" : "")""#
      }
      return #"Here they are: {"instructions": [\#(texts.joined(separator: ", "))]}"#
    }
  }

  private static func proposer(magic: (round: Int, index: Int) = (0, 1)) -> ScriptedModel {
    ScriptedModel(answers: answers(magic: magic))
  }

  @Test("depth · breadth · T questions, and a proposer call a round")
  func calls() async throws {
    let proposer = Self.proposer()
    let (lab, seed, model) = try Classic.lab(train: 4, select: 6, proposer: proposer)
    _ = try await COPRO().search(seed, in: lab)
    #expect(model.calls.count == 300)
    #expect(proposer.calls.count == 3)
    #expect(COPRO().calls(train: 4, select: 6) == 303)
    #expect(proposer.calls.allSatisfy { $0.decoding.temperature == 1.4 })
  }

  @Test(
    "the instruction that the task model rewards is found",
    arguments: [(0, 0), (0, 8), (1, 4), (2, 9)])
  func finds(round: Int, index: Int) async throws {
    let proposer = Self.proposer(magic: (round, index))
    let (lab, seed, _) = try Classic.lab(
      train: 4, select: 6, proposer: proposer, isWrong: Classic.needsTheWord)
    let found = try await COPRO().search(seed, in: lab)
    #expect(found.template.instruction == "Read the number in way \(round) \(index) MAGIC")
    #expect(found.template.demonstrations.isEmpty)
  }

  @Test("later rounds see the best attempts with their scores, in increasing order")
  func attempts() async throws {
    let proposer = Self.proposer()
    let (lab, seed, _) = try Classic.lab(
      train: 4, select: 6, proposer: proposer, isWrong: Classic.needsTheWord)
    _ = try await COPRO().search(seed, in: lab)
    let second = try #require(proposer.calls.dropFirst().first?.prompt.messages.last?.text)
    #expect(second.contains("Resulting Score #1: 50.0\n"))
    #expect(second.contains("0 1 MAGIC\nResulting Score #10: 100.0\n"))
    #expect(proposer.calls.first?.prompt.messages.last?.text.contains("Score") == false)
  }

  @Test("an instruction is not tried twice")
  func repeated() async throws {
    let proposer = ScriptedModel(answers: [#"{"instructions": ["Read it well", "Read it well"]}"#])
    let (lab, seed, model) = try Classic.lab(train: 4, select: 6, proposer: proposer)
    _ = try await COPRO().search(seed, in: lab)
    #expect(model.calls.count == 20)
    #expect(proposer.calls.count == 3)
  }

  @Test(
    "a proposer that gives nothing usable leaves the seed",
    arguments: [
      "", "I cannot do that.", "{}", #"{"instructions": []}"#, #"{"instructions": [" "]}"#,
    ])
  func garbage(answer: String) async throws {
    let proposer = ScriptedModel(answers: [answer])
    let (lab, seed, model) = try Classic.lab(train: 4, select: 6, proposer: proposer)
    #expect(try await COPRO().search(seed, in: lab) == seed)
    #expect(model.calls.isEmpty)
  }

  @Test("a proposer that fails, or none, or a closed instruction leaves the seed")
  func nothing() async throws {
    for proposer in [Classic.failing, nil] {
      let (lab, seed, model) = try Classic.lab(train: 4, select: 6, proposer: proposer)
      #expect(try await COPRO().search(seed, in: lab) == seed)
      #expect(model.calls.isEmpty)
    }
    let proposer = Self.proposer()
    let (lab, seed, model) = try Classic.lab(train: 4, select: 6, proposer: proposer)
    let closed = Candidate(
      seed.template, origin: "seed",
      space: try SearchSpace(seed.template.schema, skip: ["instruction"]))
    #expect(try await COPRO().search(closed, in: lab) == closed)
    #expect(model.calls.isEmpty && proposer.calls.isEmpty)
  }

  @Test("instructions that are worse than the seed's leave the seed")
  func worse() async throws {
    let (lab, seed, _) = try Classic.lab(train: 4, select: 6, proposer: Self.proposer()) {
      number, call in
      number == 3 && call.prompt.messages.first?.text.contains("in way") == true
    }
    #expect(try await COPRO().search(seed, in: lab) == seed)
  }

  @Test("a budget keeps the best of what it allowed", arguments: [0, 1, 15, 30, 31, 45, 150])
  func bounded(budget: Int) async throws {
    let proposer = Self.proposer()
    let (lab, seed, model) = try Classic.lab(
      train: 4, select: 6, budget: budget, proposer: proposer, isWrong: Classic.needsTheWord)
    let found = try await COPRO().search(seed, in: lab)
    #expect(model.calls.count + proposer.calls.count <= budget)
    // One proposer call, the seed, the first instruction, and the second one, which says the word.
    #expect(found.template.instruction.contains("MAGIC") == (budget >= 31))
  }

  @Test("a seed asks the same")
  func deterministic() async throws {
    var asked: [[String]] = []
    for _ in 0..<2 {
      let proposer = Self.proposer()
      let (lab, seed, model) = try Classic.lab(
        train: 4, select: 6, seed: 7, proposer: proposer, isWrong: Classic.needsTheWord)
      _ = try await COPRO().search(seed, in: lab)
      asked.append(Classic.asked(model) + Classic.asked(proposer))
    }
    #expect(asked[0] == asked[1])
  }
}
