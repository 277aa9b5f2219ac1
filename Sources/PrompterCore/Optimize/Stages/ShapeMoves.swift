/// Prompts that differ from an incumbent by one step in shape: more or fewer demonstrations, others,
/// another instruction, another layout.
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
    if template.schema.fields.contains(where: \.isOptional) {
      let absent: Layout.Absent = template.layout.absent == .null ? .omitted : .null
      add("absent values \(absent.rawValue)") { $0.layout.absent = absent }
    }
    if template.layout.reasoning {
      add("no thought before the answer") { $0.layout.reasoning = false }
    }
    // A model that writes well also reads schemas and long messages well; others need the calls for
    // the steps that mostly help.
    let isVersed = lab.setup.engine.model.capabilities.canPropose && generation > 0
    let guides: [Layout.Guide] = isVersed ? Layout.Guide.allCases : [.fields, .none]
    for guide in guides { add("guide \(guide.rawValue)") { $0.layout.guide = guide } }
    if isVersed, !template.demonstrations.isEmpty {
      let style: Layout.Demonstrations = template.layout.demonstrations == .turns ? .inline : .turns
      add("demonstrations \(style.rawValue)") { $0.layout.demonstrations = style }
    }
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

  // MARK: Thoughts

  /// So many examples are asked for a thought.
  private static let thoughts = 8

  /// The incumbent with a thought before each answer; none for a model too small to write, unless a
  /// teacher shows it how.
  ///
  /// The thought is shown by demonstrations that the teacher, or the model itself, thought about and got
  /// right, or not shown at all.
  /// Throws what the lab throws, but not that the budget ended.
  func reasoning(_ incumbent: Candidate) async throws -> [Candidate] {
    let writes = lab.setup.engine.model.capabilities.canPropose
    guard writes || lab.setup.teacher != nil, !incumbent.template.layout.reasoning else {
      return []
    }
    let plain = incumbent.child("a thought before the answer") {
      $0.demonstrations = []
      $0.layout.nearest = nil
      $0.layout.reasoning = true
    }
    guard plain.template.layout.reasoning else { return [] }
    let examples = Array(lab.train.prefix(Self.thoughts))
    let outcomes: [Evaluator.Outcome]
    do {
      outcomes =
        lab.setup.teacher == nil
        ? try await lab.evaluate(plain, on: examples) : try await lab.teach(plain, on: examples)
    } catch is Lab.Exhausted {
      return []
    }
    let thoughts = Dictionary(
      outcomes.compactMap { outcome -> (String, String)? in
        guard let thought = outcome.extraction.reasoning, !thought.isEmpty,
          (outcome.row.score ?? 0) >= FieldScore.rightness
        else { return nil }
        return (outcome.row.id, thought)
      }, uniquingKeysWith: { first, _ in first })
    var room = DemonstrationRoom(lab).tokens
    let shown = examples.compactMap { example -> Demonstration? in
      guard let thought = thoughts[example.id] else { return nil }
      let cost = DemonstrationSampler.tokens(example) + thought.utf8.count / 3
      guard cost <= room, let plain = Demonstration(example) else { return nil }
      room -= cost
      return Demonstration(input: plain.input, expected: plain.expected, reasoning: thought)
    }
    let alone = writes ? [plain] : []
    guard shown.count > 1, incumbent.space.areDemonstrationsOpen else { return alone }
    let demonstrated = incumbent.child("a thought before the answer, \(shown.count) shown") {
      $0.demonstrations = shown
      $0.layout.nearest = nil
      $0.layout.reasoning = true
    }
    return alone + [demonstrated]
  }
}
