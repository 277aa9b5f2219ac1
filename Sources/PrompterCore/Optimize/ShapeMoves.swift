/// Prompts that differ from an incumbent by one step in shape: more or fewer demonstrations, others,
/// another instruction, fields described or not.
struct ShapeMoves {
  private let lab: Lab
  private let arms: ShapeArms

  init(_ lab: Lab) {
    self.lab = lab
    arms = ShapeArms(lab)
  }

  /// The steps from an incumbent, all different from it.
  ///
  /// - Parameter generation: which steps from the same incumbent these are; random ones differ.
  func candidates(for incumbent: Candidate, _ generation: Int) async -> [Candidate] {
    var moves: [Candidate] = []
    func add(_ origin: String, _ change: (inout PromptTemplate) -> Void) {
      let move = incumbent.child(origin, change)
      if move.id != incumbent.id, !moves.contains(where: { $0.id == move.id }) {
        moves.append(move)
      }
    }
    let template = incumbent.template
    if let count = template.layout.nearest {
      for other in [count + 2, count - 1, 2 * count + 2] where other > 0 {
        add("the \(other) nearest demonstrations") { arms.show(&$0, nearest: other) }
      }
    } else {
      add("the 4 nearest demonstrations") { arms.show(&$0, nearest: 4) }
      for move in await fixed(template, incumbent, generation) {
        add(move.origin) { $0.demonstrations = move.demonstrations }
      }
    }
    let guide: Layout.Guide = template.layout.guide == .fields ? .none : .fields
    add("guide \(guide.rawValue)") { $0.layout.guide = guide }
    for (index, text) in StrategyLibrary.instructions(template.schema).enumerated() {
      add("instruction \(index + 1) of the library") { $0.instruction = text }
    }
    return moves
  }

  /// Other sets of demonstrations: from what the incumbent gets wrong, one more, the last ones only.
  private func fixed(
    _ template: PromptTemplate, _ incumbent: Candidate, _ generation: Int
  ) async -> [(origin: String, demonstrations: [Demonstration])] {
    var generator = SeededGenerator(
      seed: lab.setup.seed, purpose: "demonstrations \(generation)")
    let sampler = DemonstrationSampler(
      schema: template.schema, pool: lab.train, maximumTokens: DemonstrationRoom(lab).tokens)
    let failures = await arms.failures(of: incumbent)
    let shown = template.demonstrations
    let count = max(3, shown.count)
    var sets: [(origin: String, demonstrations: [Demonstration])] = []
    if !failures.isEmpty {
      let chosen = sampler.choose(count, .errors, failures: failures, using: &generator)
      sets.append(("\(chosen.count) demonstrations of errors", chosen))
    }
    let random = sampler.choose(count + 1, .random, failures: [:], using: &generator)
    sets.append(("\(random.count) other demonstrations", random))
    if shown.count > 1 {
      // What is shown last is heeded most: the same set in another order is another prompt.
      sets.append(("the demonstrations in reverse", shown.reversed()))
      sets.append(("one demonstration less", Array(shown.dropFirst())))
    }
    return sets
  }
}
