/// The prompts that may have children, and the best of them.
struct ParetoPool {
  /// What the new prompts of a generation should be like.
  private static let styles = [
    "Write tersely.", "Give definitions, and say what a value is not.",
    "Write a procedure of a few steps.", "Say how values are written, and what to do in doubt.",
  ]

  private let lab: Lab
  private let reflection: Reflection
  private let variants: Int
  private var members: [Candidate]
  private var rejected = RejectedPrompts()
  private(set) var best: Candidate
  /// Whether the proposer wrote something usable, or was not asked yet.
  private var proposes: Bool
  private var generator: SeededGenerator
  /// How many texts of the library were used up.
  private var taken = 0

  init(_ lab: Lab, seed: Candidate, arms: [Candidate], best: Candidate, _ variants: Int) {
    self.lab = lab
    self.variants = variants
    self.best = best
    members = [seed] + arms
    if !members.contains(best) { members.append(best) }
    reflection = Reflection(lab, seed: seed)
    proposes = lab.setup.proposer != nil
    generator = SeededGenerator(seed: lab.setup.seed, purpose: "pareto")
  }

  /// One generation of new prompts; whether one of them is the new best.
  ///
  /// Throws `Lab.Exhausted`; what was found before stays.
  mutating func advance(_ generation: Int) async throws -> Bool {
    // The best has nothing to learn from what it gets right.
    let known = await lab.known(best).values.compactMap(\.row.score)
    guard known.contains(where: { $0 < FieldScore.rightness }) else { return false }
    var entrants: [Candidate] = []
    do {
      for (child, parent) in try await children(generation) {
        guard try await enters(child, parent) else { continue }
        members.append(child)
        entrants.append(child)
      }
    } catch is Lab.Exhausted {
      // Who has entered is still compared on the examples of the entry.
      guard !entrants.isEmpty else { throw Lab.Exhausted() }
    }
    let winner = try await Race(blocks: [ParetoSearch.entry + 8, 8, 16, 32])
      .winner(entrants, against: best, in: lab)
    guard winner != best else { return false }
    best = winner
    return true
  }

  /// Whether a new prompt is no worse than its parent on the first examples.
  private mutating func enters(_ child: Candidate, _ parent: Candidate) async throws -> Bool {
    let examples = Array(lab.select.prefix(ParetoSearch.entry))
    _ = try await lab.evaluate(parent, on: examples)
    _ = try await lab.evaluate(child, on: examples)
    let differences = await lab.differences(parent, child)
    let (wins, losses) = (differences.count { $0 > 0.05 }, differences.count { $0 < -0.05 })
    let isFutile = SignTest.futility(wins: wins, losses: losses) < 0.1
    let gain = differences.reduce(0, +)
    let isIn = !differences.isEmpty && gain >= 0 && !isFutile
    if isIn {
      await lab.accept(child, gain: differences.mean)
    } else {
      rejected.add(child, differences: differences)
      await lab.drop(child, because: "worse than its parent at entry", gain: differences.mean)
    }
    return isIn
  }

  // MARK: New prompts

  /// New prompts with their parents, all different from what is known.
  private mutating func children(
    _ generation: Int
  ) async throws -> [(child: Candidate, parent: Candidate)] {
    let written = try await reflected(generation)
    if written.isEmpty { proposes = false }
    return written.isEmpty ? fromLibrary() : written
  }

  /// New prompts of the proposer.
  private mutating func reflected(
    _ generation: Int
  ) async throws -> [(child: Candidate, parent: Candidate)] {
    guard proposes else { return [] }
    var known: [[String: EvaluationRow]] = []
    for member in members {
      known.append(await lab.known(member).mapValues(\.row).filter { $0.value.isAnswered })
    }
    let front = ParetoFront(known.map { $0.compactMapValues(\.score) })
    var children: [(child: Candidate, parent: Candidate)] = []
    var used: Set<String> = []
    for variant in 0..<variants {
      // One child of the best, the others of whoever knows something else.
      let first = variant == 0 ? members.firstIndex(of: best) : nil
      let index = first ?? front.pick(using: &generator)
      let parent = members[index]
      let fields = openFields(of: parent, known[index])
      guard parent.space.isInstructionOpen || !fields.isEmpty else { continue }
      let rows = lesson(known[index], &used)
      guard !rows.isEmpty else { continue }
      let proposal: Reflection.Proposal?
      do {
        proposal = try await reflection.proposal(
          for: parent, fields: fields, from: rows, rejected: rejected,
          focus: Self.styles[variant % Self.styles.count],
          repetition: generation * variants + variant)
      } catch is Lab.Exhausted {
        break
      }
      guard let proposal else { continue }
      let child = proposal.child(of: parent, "reflection \(generation + 1).\(variant + 1)")
      if isNew(child, children.map(\.child)) { children.append((child, parent)) }
    }
    return children
  }

  private func isNew(_ child: Candidate, _ others: [Candidate]) -> Bool {
    !rejected.contains(child) && !(members + others).contains { $0.id == child.id }
  }

  /// Fields whose description is shown, may change and goes wrong, the worst first.
  private func openFields(
    of candidate: Candidate, _ known: [String: EvaluationRow]
  ) -> [Field] {
    guard candidate.template.layout.guide == .fields else { return [] }
    let rows = known.sorted { $0.key < $1.key }.map(\.value)
    let open = candidate.template.schema.fields.filter {
      lab.setup.scorer.reported.contains($0.path) && candidate.space.isOpen($0.path)
    }
    return open.map { field in
      (field: field, score: rows.compactMap { $0.fields[field.path]?.score }.mean ?? 1)
    }
    .filter { $0.score < 0.98 }.sorted { $0.score < $1.score }.prefix(8).map(\.field)
  }

  /// A few failures that the generation has not used yet, if there are such, and one success.
  private mutating func lesson(
    _ known: [String: EvaluationRow], _ used: inout Set<String>
  ) -> [EvaluationRow] {
    let rows = generator.shuffled(known.sorted { $0.key < $1.key }.map(\.value))
    let wrong = rows.filter { ($0.score ?? 1) < FieldScore.rightness }
    let fresh = wrong.filter { !used.contains($0.id) } + wrong.filter { used.contains($0.id) }
    let chosen = fresh.prefix(ParetoSearch.failures)
    guard !chosen.isEmpty else { return [] }
    used.formUnion(chosen.map(\.id))
    return Array(chosen) + rows.filter { ($0.score ?? 0) >= FieldScore.rightness }.prefix(1)
  }

  /// Texts written by hand, when no model writes usable ones.
  private mutating func fromLibrary() -> [(child: Candidate, parent: Candidate)] {
    let template = best.template
    let instructions =
      StrategyLibrary.instructions(template.schema) + [template.instruction]
    let showsFields = template.layout.guide == .fields
    let guidance = template.schema.fields.filter { lab.setup.scorer.reported.contains($0.path) }.map
    {
      field in
      let now = template.fields[field.path] ?? FieldGuidance(description: "")
      return (field.path, [now] + StrategyLibrary.guidance(for: field, seed: now))
    }
    var children: [(child: Candidate, parent: Candidate)] = []
    let most = instructions.count * (1 + (guidance.map(\.1.count).max() ?? 0))
    while children.count < variants, taken < most {
      let (instruction, texts) = (taken % instructions.count, taken / instructions.count)
      taken += 1
      let child = best.child("library \(taken)") {
        $0.instruction = instructions[instruction]
        guard showsFields else { return }
        for (path, options) in guidance { $0.fields[path] = options[texts % options.count] }
      }
      if isNew(child, children.map(\.child)) { children.append((child, best)) }
    }
    return children
  }
}
