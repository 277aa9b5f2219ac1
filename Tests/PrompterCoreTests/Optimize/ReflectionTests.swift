import PrompterTesting
import Testing

@testable import PrompterCore

@Suite("reflection")
struct ReflectionTests {
  private func proposal(
    _ answer: String, fields: Bool = false
  ) async throws -> (proposal: Reflection.Proposal?, prompt: Prompt?) {
    let proposer = ScriptedModel(answers: [answer])
    let (lab, seed, _) = try Classic.lab(train: 4, select: 4, proposer: proposer) { _, _ in true }
    let rows = try await lab.evaluate(seed, on: lab.train).map(\.row)
    let proposal = try await Reflection(lab, seed: seed).proposal(
      for: seed, fields: fields ? seed.template.schema.fields : [], from: rows, repetition: 0)
    return (proposal, proposer.calls.first?.prompt)
  }

  @Test("the prompt shows the instruction, the texts, both records and what is wrong")
  func prompt() async throws {
    let text = try #require(try await proposal("{}").prompt?.messages.last?.text)
    for part in [
      "Extract the", "note number 2", #"right: {"n": 2}"#, #"answer: {"n": -1}"#,
      "n: wrong value: expected 2, got -1",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test(
    "wrapping is taken off",
    arguments: [
      "Read the number", "  Read the number\n", "\"Read the number\"", "“Read the number”",
      "```\nRead the number\n```", "```text\nRead the number\n```", "```\n\"Read the number\"\n```",
    ])
  func wrapping(_ text: String) async throws {
    let answer = JSONValue.object(["instruction": .string(text)]).text()
    for answer in [answer, "Here it is:\n```json\n\(answer)\n```"] {
      #expect(try await proposal(answer).proposal?.instruction == "Read the number")
    }
  }

  @Test("descriptions of fields are taken and guarded one by one")
  func fields() async throws {
    let good = try await proposal(
      #"{"instruction": "", "fields": {"n": "The last number"}}"#, fields: true)
    #expect(good.proposal?.instruction == nil)
    #expect(good.proposal?.fields.map(\.value) == ["The last number"])
    let long = String(repeating: "long ", count: 100)
    let bad = try await proposal(
      #"{"instruction": "Read it well", "fields": {"n": "\#(long)"}}"#, fields: true)
    #expect(bad.proposal?.instruction == "Read it well")
    #expect(bad.proposal?.fields.isEmpty == true)
  }

  @Test("an instruction keeps the inputs that it names")
  func inputs() async throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"n": {"type": "integer"}}}"#)
    let example = Example(Document(input: ["question": "How many?"]), expected: ["n": 1])
    var template = PromptTemplate.seed(schema)
    template.instruction = "Answer {question}"
    let seed = Candidate(template, origin: "seed")
    for (text, isKept) in [
      ("Read and answer {question}", true), ("Answer the question", false),
      ("Answer {question} and {other}", false),
    ] {
      let lab = Lab(
        Lab.Setup(
          scorer: try RecordScorer(schema), engine: Engine(ScriptedModel(answers: ["{}"])),
          decoding: Decoding(), reasks: 0, proposer: Engine(Proposers.cycle([text])), seed: 0),
        train: [example], select: [], budget: 10, journal: Journal())
      let proposal = try await Reflection(lab, seed: seed).proposal(
        for: seed, from: [], repetition: 0)
      #expect((proposal?.instruction == text) == isKept, "\(text)")
    }
  }
}

@Suite("Pareto front")
struct ParetoFrontTests {
  @Test("who is best nowhere, or only beside others, has no weight")
  func weights() {
    let front = ParetoFront([
      ["a": 1, "b": 0, "c": 0], ["a": 1, "b": 1, "c": 0], ["a": 0, "b": 0, "c": 0.5],
      ["a": 0, "b": 0, "c": 0],
    ])
    #expect(front.weights == [0, 2, 1, 0])
  }

  @Test("of equals one stays")
  func equals() {
    let weights = ParetoFront([["a": 1], ["a": 1], ["a": 1]]).weights
    #expect(weights.reduce(0, +) == 1)
  }

  @Test("parents are drawn in proportion to their weights")
  func drawn() {
    let front = ParetoFront([["a": 1, "b": 1, "c": 1, "d": 0], ["a": 0, "b": 0, "c": 0, "d": 1]])
    var generator = SeededGenerator(seed: 1, purpose: "test")
    let first = (0..<1_000).count { _ in front.pick(using: &generator) == 0 }
    #expect((700...800) ~= first)
    #expect(ParetoFront([[:], [:]]).pick(using: &generator) == 0)
  }

  @Test(
    "a race that is short of calls tries the proposer's prompt before steps in shape",
    arguments: [70, 90, 110])
  func first(budget: Int) async throws {
    let (lab, seed, model) = try Classic.lab(
      train: 30, select: 60, budget: budget, proposer: Proposers.endless()
    ) { number, _ in number % 2 == 0 }
    _ = try await FieldRace(.init(arms: 3, generations: 1)).search(seed, in: lab)
    let systems = model.calls.compactMap { $0.prompt.messages.first?.text }
    #expect(systems.contains { $0.contains("Follow rule") })
  }
}
