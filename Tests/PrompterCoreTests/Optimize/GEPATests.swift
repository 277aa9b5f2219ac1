import PrompterTesting
import Synchronization
import Testing

@testable import PrompterCore

/// Proposers that a test writes, and what instructions are worth.
enum Proposers {
  /// Instructions in turn, as a JSON object.
  static func cycle(_ instructions: [String]) -> ScriptedModel {
    let count = Mutex(0)
    return ScriptedModel { _ in
      let index = count.withLock { count in
        defer { count += 1 }
        return count
      }
      let text = instructions[index % instructions.count]
      return Completion(text: JSONValue.object(["instruction": .string(text)]).text())
    }
  }

  /// A new instruction each time.
  static func endless(_ count: Int = 1_000) -> ScriptedModel {
    cycle((0..<count).map { "Follow rule \($0) when you read the number" })
  }

  /// Answers that nothing can be made of.
  static func garbage() -> ScriptedModel {
    ScriptedModel(answers: [
      "no idea", "{}", #"{"instruction": ""}"#, #"{"instruction": 7}"#, #"{"instruction": ["#,
      #"{"instruction": "\#(String(repeating: "word ", count: 5_000))"}"#,
    ])
  }

  static func failing() -> ScriptedModel {
    ScriptedModel { _ in throw ModelError(.invalidRequest, "refused") }
  }

  /// Wrong for two numbers of ten less for each tier that the instruction names; the seed is tier 1.
  @Sendable static func isWrongByTier(_ number: Int, _ call: Call) -> Bool {
    let text = call.prompt.messages.first?.text ?? ""
    let tier = (0...4).last { text.contains("tier \($0)") } ?? 1
    return number % 10 >= 2 + 2 * tier
  }

  static let tiers = [2, 0, 4, 3].map { "Read the number by the rules of tier \($0)" }
}

@Suite("GEPA", .timeLimit(.minutes(5)))
struct GEPATests {
  private static func isWrongByChance(_ number: Int, _ call: Call) -> Bool {
    let text = call.prompt.messages.first?.text ?? ""
    var generator = SeededGenerator(seed: UInt64(max(0, number)), purpose: text)
    return generator.uniform() < 0.3
  }

  @Test("light makes about 380 + 4V calls of the task model", arguments: [0, 1, 2, 3, 4])
  func calls(seed: UInt64) async throws {
    let proposer = Proposers.endless()
    let (lab, start, model) = try Classic.lab(
      train: 75, select: 100, seed: seed, proposer: proposer, isWrong: Self.isWrongByChance)
    _ = try await GEPA(.light).search(start, in: lab)
    #expect((680...880) ~= model.calls.count)
    #expect(!proposer.calls.isEmpty)
    let spent = await lab.spent
    #expect(spent == model.calls.count + proposer.calls.count)
    #expect(spent <= GEPA(.light).calls(train: 75, select: 100) ?? 0)
  }

  @Test("what is never accepted costs six examples and one reflection")
  func neverAccepted() async throws {
    let proposer = Proposers.endless()
    let (lab, start, model) = try Classic.lab(
      train: 75, select: 100, proposer: proposer, isWrong: { _, _ in true })
    let found = try await GEPA(.light).search(start, in: lab)
    #expect(found == start)
    #expect(proposer.calls.count == 114)
    #expect(model.calls.count == 100 + 6 * 114)
    #expect(proposer.calls.allSatisfy { $0.decoding.temperature == 1 })
  }

  @Test("budgets follow the effort")
  func budgets() {
    #expect(GEPA(.light).evaluations(select: 100) == 780)
    #expect(GEPA(.medium).evaluations(select: 100) == 1_190)
    #expect(GEPA(.heavy).evaluations(select: 300) == 3_135)
  }

  @Test("the best instruction of the proposer is found", arguments: [0, 1, 2])
  func best(seed: UInt64) async throws {
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 40, seed: seed, proposer: Proposers.cycle(Proposers.tiers),
      isWrong: Proposers.isWrongByTier)
    let found = try await GEPA(.light).search(start, in: lab)
    #expect(found.template.instruction == "Read the number by the rules of tier 4")
  }

  @Test("harmful proposals leave the seed")
  func harmful() async throws {
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 40, proposer: Proposers.cycle(["Read the number by tier 0"]),
      isWrong: Proposers.isWrongByTier)
    #expect(try await GEPA(.light).search(start, in: lab) == start)
  }

  @Test("a proposer that fails is given up and does no harm")
  func useless() async throws {
    for (proposer, patience) in [
      (Proposers.garbage(), GEPA.patience), (Proposers.failing(), Lab.proposerPatience),
    ] {
      let (lab, start, _) = try Classic.lab(
        train: 30, select: 40, proposer: proposer, isWrong: Proposers.isWrongByTier)
      #expect(try await GEPA(.light).search(start, in: lab) == start)
      #expect(proposer.calls.count == patience)
    }
  }

  @Test("nothing is asked when nothing could change")
  func nothingToDo() async throws {
    let (lab, start, model) = try Classic.lab(train: 30, select: 40)
    #expect(try await GEPA().search(start, in: lab) == start)
    let proposer = Proposers.endless()
    let other = try Classic.lab(train: 30, select: 40, proposer: proposer)
    let closed = Candidate(
      start.template, origin: "seed",
      space: try SearchSpace(start.template.schema, skip: ["instruction"]))
    #expect(try await GEPA().search(closed, in: other.lab) == closed)
    #expect(model.calls.isEmpty && other.model.calls.isEmpty && proposer.calls.isEmpty)
  }

  @Test("the same seed asks the same questions")
  func determinism() async throws {
    func run() async throws -> (found: Candidate, asked: [String], proposed: [Prompt]) {
      let proposer = Proposers.endless()
      let (lab, start, model) = try Classic.lab(
        train: 20, select: 30, seed: 7, proposer: proposer, isWrong: Self.isWrongByChance)
      let found = try await GEPA(.light).search(start, in: lab)
      return (found, Classic.asked(model), proposer.calls.map(\.prompt))
    }
    let (first, second) = (try await run(), try await run())
    #expect(first.found == second.found)
    let isSame = first.asked == second.asked && first.proposed == second.proposed
    #expect(isSame)
  }

  @Test("a budget that ends early is kept", arguments: [0, 1, 39, 40, 46, 47, 90, 200])
  func bounded(budget: Int) async throws {
    let proposer = Proposers.cycle(Proposers.tiers)
    let (lab, start, model) = try Classic.lab(
      train: 30, select: 40, budget: budget, proposer: proposer, isWrong: Proposers.isWrongByTier)
    let found = try await GEPA(.light).search(start, in: lab)
    #expect(model.calls.count + proposer.calls.count <= budget)
    if budget < 80 { #expect(found == start) }
    if budget >= 200 { #expect(found != start) }
  }

  @Test("few examples reflect on what there is", arguments: [0, 1, 2])
  func fewExamples(train: Int) async throws {
    let (lab, start, _) = try Classic.lab(
      train: train, select: 10, proposer: Proposers.cycle(Proposers.tiers),
      isWrong: Proposers.isWrongByTier)
    let found = try await GEPA(.light).search(start, in: lab)
    #expect(found.template.instruction == "Read the number by the rules of tier 4")
  }
}
