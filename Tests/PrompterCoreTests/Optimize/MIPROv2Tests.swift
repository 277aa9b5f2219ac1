import PrompterTesting
import Synchronization
import Testing

@testable import PrompterCore

@Suite("MIPROv2", .timeLimit(.minutes(5)))
struct MIPROv2Tests {
  /// A proposer that observes, summarizes, describes, and writes an instruction of its own each
  /// time it is asked for one.
  private static func proposer(
    observation: String = "They are short.", instruction: @escaping @Sendable (Int) -> String
  ) -> ScriptedModel {
    let written = Mutex(0)
    return ScriptedModel { call in
      let task = call.prompt.messages.first?.text ?? ""
      if task.hasPrefix("Given several examples") { return Completion(text: observation) }
      if task.hasPrefix("Given a series") { return Completion(text: "SUMMARY of notes.") }
      if task.hasPrefix("Below is pseudo-code") { return Completion(text: "It reads notes.") }
      let index = written.withLock { count in
        defer { count += 1 }
        return count
      }
      return Completion(text: instruction(index))
    }
  }

  /// The questions about selecting examples and those about examples that give demonstrations.
  private static func counts(_ model: ScriptedModel, train: Int) -> (search: Int, bootstrap: Int) {
    let numbers = model.calls.compactMap { call in
      (call.prompt.messages.last?.text.split(separator: " ").last).flatMap { Int($0) }
    }
    return (numbers.count { $0 >= train }, numbers.count { $0 < train })
  }

  @Test("light at V = 100 asks 650 questions beside bootstrapping, and 20 of the proposer")
  func light() async throws {
    let proposer = Self.proposer { "Read the number, way \($0)" }
    let (lab, seed, model) = try Classic.lab(train: 100, select: 100, proposer: proposer) {
      number, _ in number % 10 < 3
    }
    _ = try await MIPROv2().search(seed, in: lab)
    let counts = Self.counts(model, train: 100)
    #expect(counts.search == 650)
    // 4 right answers, and three times 1-4, of a model that is right 7 times out of 10.
    #expect(7...40 ~= counts.bootstrap, "\(counts.bootstrap)")
    #expect(proposer.calls.count == 20)
    let told = try #require(MIPROv2().calls(train: 100, select: 100))
    // No bootstrapping takes more than one question for each training example and set.
    #expect(told == 650 + 4 * 100 + 20)
    #expect(await lab.spent <= told)
  }

  @Test("the table of settings: trials, instructions and questions")
  func settings() {
    let configurations = Effort.allCases.map { MIPROv2.Configuration($0) }
    #expect(configurations.map { $0.trials(parameters: 2) } == [10, 18, 27])
    #expect(configurations.map { $0.trials(parameters: 1) } == [9, 18, 27])
    #expect(configurations.map { $0.instructions(areDemonstrationsOpen: true) } == [3, 6, 9])
    #expect(configurations.map { $0.instructions(areDemonstrationsOpen: false) } == [6, 12, 18])
    // Without a training example nothing is bootstrapped or summarized.
    let asked = zip(configurations, [100, 300, 1_000]).map { configuration, rows in
      MIPROv2(configuration).calls(train: 0, select: rows).map {
        $0 - 3 * configuration.instructions(areDemonstrationsOpen: true)
      }
    }
    let expected: [Int?] = [650, 2_130, 7_945]
    #expect(asked == expected)
    // More rows than the cap change nothing.
    let many = MIPROv2().calls(train: 0, select: 5_000)
    #expect(many == MIPROv2().calls(train: 0, select: 100))
  }

  @Test("up to 50 selecting examples are all used in every trial")
  func few() async throws {
    let proposer = Self.proposer { "Read the number, way \($0)" }
    let (lab, seed, model) = try Classic.lab(train: 20, select: 40, proposer: proposer)
    _ = try await MIPROv2().search(seed, in: lab)
    #expect(Self.counts(model, train: 20).search == 440)
    // Two batches of examples and their summary.
    #expect(proposer.calls.count == 12)
  }

  @Test("more selecting examples than the cap are sampled once")
  func cap() async throws {
    let (lab, seed, model) = try Classic.lab(train: 20, select: 180)
    _ = try await MIPROv2().search(seed, in: lab)
    let texts = Set(model.calls.compactMap { $0.prompt.messages.last?.text })
    let selecting = texts.filter { Int($0.split(separator: " ").last ?? "") ?? 0 >= 20 }
    #expect(selecting.count == 100)
    #expect(Self.counts(model, train: 20).search == 650)
  }

  @Test(
    "the instruction that the task model rewards is found", arguments: [1, 2, 3, 4] as [UInt64])
  func finds(seed: UInt64) async throws {
    let proposer = Self.proposer { "\"Read the number, way \($0)\($0 == 2 ? " MAGIC" : "")\"" }
    let (lab, start, model) = try Classic.lab(
      train: 100, select: 100, seed: seed, proposer: proposer, isWrong: Classic.needsTheWord)
    let found = try await MIPROv2().search(start, in: lab)
    #expect(found.template.instruction == "Read the number, way 2 MAGIC")
    // The first proposal gives way to the seed's instruction.
    #expect(!Classic.asked(model).contains { $0.contains("way 0") })
  }

  @Test("the set of demonstrations that the task model rewards is found without a proposer")
  func findsDemonstrations() async throws {
    let (lab, seed, _) = try Classic.lab(train: 30, select: 100) { number, call in
      number % 2 == 0 && Classic.shown(call) == 0
    }
    let found = try await MIPROv2().search(seed, in: lab)
    #expect(!found.template.demonstrations.isEmpty)
    #expect(found.template.demonstrations.count <= 4)
    #expect(found.template.instruction == seed.template.instruction)
  }

  @Test("what is proposed from: the data's summary, descriptions, demonstrations, one tip")
  func grounds() async throws {
    let proposer = Self.proposer { "Read the number, way \($0)" }
    let (lab, seed, _) = try Classic.lab(train: 100, select: 60, proposer: proposer)
    _ = try await MIPROv2().search(seed, in: lab)
    let questions = proposer.calls.suffix(9).enumerated().filter { $0.offset % 3 == 2 }
      .compactMap { $0.element.prompt.messages.last?.text }
    #expect(questions.count == 3)
    #expect(questions.allSatisfy { $0.contains("SUMMARY of notes.") })
    #expect(questions.allSatisfy { $0.contains("What the module does: It reads notes.") })
    #expect(questions.map { $0.contains("<text>note number") } == [false, true, true])
    // No text that selects is shown.
    #expect(!questions.contains { $0.contains(/note number 1\d\d</) })
    for question in questions {
      let tips = GroundedProposer.tips.filter { !$0.text.isEmpty && question.contains($0.text) }
      #expect(tips.count <= 1)
    }
  }

  @Test("five answers that add nothing end the observations")
  func complete() async throws {
    let first = Mutex(true)
    let proposer = ScriptedModel { call in
      let task = call.prompt.messages.first?.text ?? ""
      guard task.hasPrefix("Given several examples") else { return Completion(text: "Two words") }
      let isFirst = first.withLock { first in
        defer { first = false }
        return first
      }
      return Completion(text: isFirst ? "They are short." : "Complete.")
    }
    let (lab, seed, _) = try Classic.lab(train: 100, select: 60, proposer: proposer)
    _ = try await MIPROv2().search(seed, in: lab)
    #expect(proposer.calls.count == 16)
  }

  @Test("a proposer of no use leaves demonstrations to choose, and the seed when they do harm")
  func garbage() async throws {
    let long = String(repeating: "much too long ", count: 400)
    for answer in ["", "{}", "```\n```", long] {
      let proposer = ScriptedModel(answers: [answer])
      let (lab, seed, _) = try Classic.lab(train: 30, select: 60, proposer: proposer) {
        number, call in number % 2 == 0 && Classic.shown(call) > 0
      }
      #expect(try await MIPROv2().search(seed, in: lab) == seed)
    }
  }

  @Test("a proposer that keeps failing is asked three times")
  func failing() async throws {
    let proposer = Classic.failing
    let (lab, seed, _) = try Classic.lab(train: 30, select: 60, proposer: proposer) {
      _, call in Classic.shown(call) > 0
    }
    #expect(try await MIPROv2().search(seed, in: lab) == seed)
    #expect(proposer.calls.count == 3)
  }

  @Test("a closed instruction costs no proposer call; all closed costs nothing")
  func closedInstruction() async throws {
    let proposer = Self.proposer { "Read the number, way \($0)" }
    let (lab, seed, model) = try Classic.lab(train: 30, select: 60, proposer: proposer)
    let schema = seed.template.schema
    let nothing = Candidate(
      seed.template, origin: "seed", space: try SearchSpace(schema, only: ["fields"]))
    #expect(try await MIPROv2().search(nothing, in: lab) == nothing)
    #expect(model.calls.isEmpty)
    let shown = Candidate(
      seed.template, origin: "seed", space: try SearchSpace(schema, skip: ["instruction"]))
    _ = try await MIPROv2().search(shown, in: lab)
    #expect(proposer.calls.isEmpty)
    #expect(Self.counts(model, train: 30).search == 495)
  }

  @Test("closed demonstrations leave nine trials of six instructions")
  func closedDemonstrations() async throws {
    let proposer = Self.proposer { "Read the number, way \($0)\($0 == 4 ? " MAGIC" : "")" }
    let (lab, seed, model) = try Classic.lab(
      train: 100, select: 100, proposer: proposer, isWrong: Classic.needsTheWord)
    let closed = Candidate(
      seed.template, origin: "seed",
      space: try SearchSpace(seed.template.schema, skip: ["demonstrations"]))
    let found = try await MIPROv2().search(closed, in: lab)
    #expect(found.template.demonstrations.isEmpty)
    #expect(Self.counts(model, train: 100).search == 615)
    #expect(proposer.calls.count == 29)
  }

  @Test("a budget keeps the best of what it allowed", arguments: [0, 10, 150, 300, 420, 500, 600])
  func bounded(budget: Int) async throws {
    let proposer = Self.proposer { "Read the number, way \($0)" }
    let (lab, seed, model) = try Classic.lab(
      train: 100, select: 100, budget: budget, proposer: proposer
    ) { number, call in number >= 100 && number % 2 == 0 && Classic.shown(call) == 0 }
    let found = try await MIPROv2().search(seed, in: lab)
    #expect(model.calls.count + proposer.calls.count <= budget)
    // The proposer's 20, up to 16 that bootstrap, the seed's 100, five samples, the first on all.
    if budget < 375 { #expect(found == seed) }
    if budget >= 411 { #expect(!found.template.demonstrations.isEmpty) }
  }

  @Test("a seed asks the same, another one something else")
  func deterministic() async throws {
    var asked: [[String]] = []
    for seed in [7, 7, 8] as [UInt64] {
      let proposer = Self.proposer { "Read the number, way \($0)" }
      let (lab, start, model) = try Classic.lab(
        train: 40, select: 60, seed: seed, proposer: proposer, isWrong: Classic.needsTheWord)
      _ = try await MIPROv2().search(start, in: lab)
      asked.append(Classic.asked(model) + Classic.asked(proposer))
    }
    #expect(asked[0] == asked[1])
    #expect(asked[0] != asked[2])
  }
}
