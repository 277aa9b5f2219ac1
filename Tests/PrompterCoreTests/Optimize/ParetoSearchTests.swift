import PrompterTesting
import Synchronization
import Testing

@testable import PrompterCore

@Suite("Pareto search", .timeLimit(.minutes(5)))
struct ParetoSearchTests {
  @Test("the best instruction of the proposer is found", arguments: [0, 1, 2])
  func best(seed: UInt64) async throws {
    let proposer = Proposers.cycle(Proposers.tiers)
    let (lab, start, model) = try Classic.lab(
      train: 30, select: 60, budget: 250, seed: seed, proposer: proposer,
      isWrong: Proposers.isWrongByTier)
    let found = try await ParetoSearch(.light).search(start, in: lab)
    #expect(found.template.instruction == "Read the number by the rules of tier 4")
    #expect(model.calls.count + proposer.calls.count <= 250)
    #expect(proposer.calls.count >= 4)
  }

  @Test("demonstrations are searched too, and a winner that chooses gets all of them")
  func demonstrations() async throws {
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 40, proposer: Proposers.endless()
    ) { number, call in Classic.shown(call) == 0 && number % 2 == 0 }
    let found = try await ParetoSearch().search(start, in: lab)
    #expect(!found.template.demonstrations.isEmpty)
    if found.template.layout.nearest != nil {
      #expect(found.template.demonstrations.count == 70)
    }
  }

  @Test("descriptions of fields are written with the instruction")
  func fields() async throws {
    let text = #"{"instruction": "Read the last number", "fields": {"n": "by tier 4"}}"#
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 60, proposer: ScriptedModel(answers: [text]),
      isWrong: Proposers.isWrongByTier)
    let found = try await ParetoSearch().search(start, in: lab)
    #expect(found.template.fields.values.map(\.description) == ["by tier 4"])
  }

  @Test("harmful proposals leave the seed")
  func harmful() async throws {
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 60, proposer: Proposers.cycle(["Read the number by tier 0"]),
      isWrong: Proposers.isWrongByTier)
    let found = try await ParetoSearch().search(start, in: lab)
    #expect(found == start)
  }

  @Test("the library takes over from a proposer that is useless, or missing")
  func library() async throws {
    for proposer in [Proposers.garbage(), Proposers.failing(), nil] {
      let (lab, start, model) = try Classic.lab(
        train: 30, select: 60, proposer: proposer
      ) { _, call in call.prompt.messages.first?.text.contains("no currency sign") != true }
      let found = try await ParetoSearch().search(start, in: lab)
      #expect(found.template.fields.values.contains { $0.rules.joined().contains("no currency") })
      #expect((proposer?.calls.count ?? 0) <= ParetoSearch().configuration.variants)
      #expect(!model.calls.isEmpty)
    }
  }

  @Test("two generations without a new best end the search")
  func patience() async throws {
    let proposer = Proposers.endless()
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 60, proposer: proposer
    ) { _, _ in true }
    let found = try await ParetoSearch(.heavy).search(start, in: lab)
    #expect(found == start)
    #expect(proposer.calls.count == 2 * 4)
  }

  @Test("each new prompt of a generation learns from other failures")
  func lessons() async throws {
    let proposer = Proposers.endless()
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 60, proposer: proposer
    ) { _, _ in true }
    _ = try await ParetoSearch().search(start, in: lab)
    let shown = proposer.calls.prefix(4).map { call in
      Set(
        (call.prompt.messages.last?.text ?? "").split(separator: "\n")
          .filter { $0.hasPrefix("<text>") })
    }
    #expect(shown.allSatisfy { $0.count == ParetoSearch.failures })
    // 16 failures are known at least: enough for four prompts.
    #expect(shown[0].isDisjoint(with: shown[1]))
  }

  @Test("a proposer hears what was tried in vain")
  func memory() async throws {
    let count = Mutex(0)
    // One prompt of each generation helps, so that there are several generations.
    let proposer = ScriptedModel { _ in
      let index = count.withLock { count in
        defer { count += 1 }
        return count
      }
      let tier = index % 4 == 0 ? min(4, 2 + index / 4) : 0
      return Completion(text: #"{"instruction": "Read the number by tier \#(tier)"}"#)
    }
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 60, proposer: proposer, isWrong: Proposers.isWrongByTier)
    let found = try await ParetoSearch(.medium).search(start, in: lab)
    #expect(found.template.instruction.hasSuffix("tier 4"))
    let told = proposer.calls.map { call in
      (call.prompt.messages.last?.text ?? "").contains(
        "TRIED IN VAIN, with the effect in points\n- (-")
    }
    #expect(told.prefix(4).allSatisfy { !$0 } && told.dropFirst(4).allSatisfy { $0 })
  }

  @Test("closed parts are neither changed nor asked about")
  func closed() async throws {
    let proposer = Proposers.endless()
    let (lab, start, _) = try Classic.lab(
      train: 30, select: 60, proposer: proposer
    ) { _, _ in true }
    let schema = start.template.schema
    let shut = Candidate(
      start.template, origin: "seed",
      space: try SearchSpace(schema, only: ["demonstrations"]))
    let found = try await ParetoSearch().search(shut, in: lab)
    #expect(found.template.instruction == start.template.instruction)
    #expect(proposer.calls.isEmpty)
  }

  @Test("the same seed asks the same questions")
  func determinism() async throws {
    func run() async throws -> (found: Candidate, asked: [String], proposed: [Prompt]) {
      let proposer = Proposers.cycle(Proposers.tiers)
      let (lab, start, model) = try Classic.lab(
        train: 20, select: 40, seed: 7, proposer: proposer, isWrong: Proposers.isWrongByTier)
      let found = try await ParetoSearch().search(start, in: lab)
      return (found, Classic.asked(model), proposer.calls.map(\.prompt))
    }
    let (first, second) = (try await run(), try await run())
    #expect(first.found == second.found)
    let isSame = first.asked == second.asked && first.proposed == second.proposed
    #expect(isSame)
  }

  @Test("a budget that ends early is kept", arguments: [0, 1, 15, 16, 50, 120, 127, 150, 170, 500])
  func bounded(budget: Int) async throws {
    let proposer = Proposers.cycle(Proposers.tiers)
    let (lab, start, model) = try Classic.lab(
      train: 30, select: 60, budget: budget, proposer: proposer, isWrong: Proposers.isWrongByTier)
    let found = try await ParetoSearch(.light).search(start, in: lab)
    #expect(model.calls.count + proposer.calls.count <= budget)
    if budget < 16 { #expect(found == start) }
    if budget >= 500 { #expect(found.template.instruction.contains("tier 4")) }
  }
}
