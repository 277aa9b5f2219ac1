import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("races of prompts", .timeLimit(.minutes(5)))
struct RaceTests {
  /// Whether a prompt is right about a document, by its name and the document's number.
  private func race(
    _ names: [String], blocks: [Int], isRight: @escaping @Sendable (String, Int) -> Bool
  ) async throws -> (winner: String, model: ScriptedModel) {
    let (lab, seed, model) = try Classic.lab(train: 0, select: 60) { number, call in
      let instruction = call.prompt.messages[0].text
      let name = names.first { instruction.contains("arm \($0)") } ?? "seed"
      return !isRight(name, number)
    }
    let arms = names.map { name in seed.child(name) { $0.instruction = "arm \(name)" } }
    let winner = try await Race(blocks: blocks).winner(arms, against: seed, in: lab)
    return (winner.origin, model)
  }

  @Test("later rounds count, also when the incumbent has left")
  func laterRounds() async throws {
    let (winner, _) = try await race(["A", "B", "C", "D"], blocks: [8, 8, 16]) { name, number in
      switch name {
      case "A": number < 8
      case "B": number >= 2
      case "C": number.isMultiple(of: 2)
      default: false
      }
    }
    #expect(winner == "B")
  }

  @Test("by a tie nobody wins against the incumbent")
  func ties() async throws {
    let (winner, _) = try await race(["A", "B"], blocks: [8, 8]) { _, number in number > 3 }
    #expect(winner == "seed")
  }

  @Test("who is hopeless is asked no further")
  func hopeless() async throws {
    let (winner, model) = try await race(["A", "B", "C"], blocks: [8, 8]) { name, _ in
      name == "B"
    }
    #expect(winner == "B")
    let asked = Classic.asked(model)
    #expect(asked.count { $0.contains("arm A") } == 8)
    #expect(asked.count { $0.contains("arm C") } == 8)
  }

  @Test("a first round that is cut short is decided by who has answered")
  func short() async throws {
    let model = ScriptedModel { call in
      let isArm = call.prompt.messages[0].text.contains("arm A")
      guard isArm else { return Completion(text: #"{"n": -1}"#) }
      // The first answer to each question cannot be used.
      guard let text = call.prompt.messages.last?.text, text.contains("cannot be used") else {
        return Completion(text: "no idea")
      }
      let note = call.prompt.messages.last { $0.text.contains("note number") }?.text ?? ""
      return Completion(text: #"{"n": \#(note.split(separator: " ").last ?? "")}"#)
    }
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let lab = Lab(
      Lab.Setup(
        scorer: try RecordScorer(schema),
        engine: Engine(model, EngineConfiguration(concurrency: 1)), decoding: Decoding(), reasks: 1,
        proposer: nil, seed: 0),
      train: [], select: Classic.examples(0..<40), budget: 30, journal: Journal())
    let seed = Candidate(.seed(schema), origin: "seed")
    let arms = ["A", "B", "C"].map { name in seed.child(name) { $0.instruction = "arm \(name)" } }
    let winner = try await Race(blocks: [8, 8]).winner(arms, against: seed, in: lab)
    #expect(winner.origin == "A")
    #expect(model.calls.count <= 30)
  }

  @Test("who is always right is not improved on", arguments: [false, true])
  func flawless(isOnceWrong: Bool) async throws {
    let (lab, seed, model) = try Classic.lab(train: 20, select: 60) { number, _ in
      isOnceWrong && number == 20
    }
    let found = try await FieldRace(Effort.medium.configuration).search(seed, in: lab)
    #expect(found == seed)
    #expect(await lab.stoppedBecause.contains("answers were right") != isOnceWrong)
    #expect((model.calls.count < 250) != isOnceWrong, "\(model.calls.count)")
  }

  @Test("a round in which the incumbent has no answers drops nobody for want of them")
  func silent() async throws {
    let (lab, seed, _) = try Classic.lab(train: 0, select: 60) { number, call in
      let instruction = call.prompt.messages[0].text
      if !instruction.contains("arm"), number < 8 { throw ModelError(.filtered, "withheld") }
      return !instruction.contains("arm good")
    }
    _ = try await lab.evaluate(seed, on: Array(lab.select.suffix(8)))
    let arms = ["good", "bad", "worse"].map { name in
      seed.child(name) { $0.instruction = "arm \(name)" }
    }
    let winner = try await Race(blocks: [8, 8]).winner(arms, against: seed, in: lab)
    #expect(winner.origin == "good")
  }

  @Test("a prompt that has no room for the documents loses, and ends nothing")
  func tooLong() async throws {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)
    let model = ScriptedModel { call in
      let instruction = call.prompt.messages[0].text
      if instruction.contains("arm long") { throw ModelError(.tooLong, "no room") }
      if instruction.contains("arm refused") { throw ModelError(.invalidRequest, "no") }
      let number = Int(call.prompt.messages.last?.text.split(separator: " ").last ?? "") ?? -1
      let isRight = instruction.contains("arm good") || number.isMultiple(of: 4)
      return Completion(text: #"{"n": \#(isRight ? number : -1)}"#)
    }
    let lab = Lab(
      Lab.Setup(
        scorer: try RecordScorer(schema), engine: Engine(model), decoding: Decoding(), reasks: 0,
        proposer: nil, seed: 0),
      train: [], select: Classic.examples(0..<40), budget: 1_000, journal: Journal())
    let seed = Candidate(.seed(schema), origin: "seed")
    let arms = ["long", "refused", "good"].map { name in
      seed.child(name) { $0.instruction = "arm \(name)" }
    }
    let winner = try await Race(blocks: [8, 8]).winner(arms, against: seed, in: lab)
    #expect(winner.origin == "good")
    #expect(await lab.differences(seed, arms[0]) == (0..<8).map { $0.isMultiple(of: 4) ? -1 : 0 })
    #expect(await lab.differences(seed, arms[1]).isEmpty)
  }
}
