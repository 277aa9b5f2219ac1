/// The prompts of different shape that enter a search: instructions, sets of demonstrations and ways
/// to describe the fields.
struct ShapeArms {
  /// One shape.
  private enum Shape {
    /// So many demonstrations, the same for every document.
    case fixed(DemonstrationSampler.Kind, Int, Layout.Guide)
    /// So many demonstrations, those most like the document.
    case nearest(Int, Layout.Guide)
    /// The same, with answers that leave out what the text does not give.
    case brief(Int, Layout.Guide)
  }

  /// In the order in which a small budget takes them.
  private static let shapes: [Shape] = [
    .nearest(3, .none), .brief(4, .none), .fixed(.coverage, 3, .none), .nearest(3, .fields),
    .fixed(.coverage, 3, .fields), .fixed(.random, 5, .none), .fixed(.coverage, 6, .none),
    .fixed(.random, 2, .fields), .nearest(6, .none), .fixed(.errors, 3, .none),
    .nearest(2, .none), .nearest(10, .none), .fixed(.random, 8, .none), .fixed(.errors, 4, .fields),
    .nearest(5, .fields), .fixed(.random, 4, .none), .fixed(.coverage, 4, .fields),
  ]

  /// So many fields that may be absent make answers without them worth a try.
  private static let fieldsWorthOmitting = 3

  private let lab: Lab
  private let room: DemonstrationRoom
  /// Examples that prompts may choose from.
  private let pool: [Example]

  init(_ lab: Lab) {
    self.lab = lab
    room = DemonstrationRoom(lab)
    // What is like an example that chooses would give its answer away, which service has nothing of.
    let families = Duplicates.groups(lab.select)
    let sizes = families.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    pool = lab.train + zip(families, lab.select).filter { sizes[$0.0] == 1 }.map(\.1)
  }

  /// Up to so many prompts, all different from the seed and from each other.
  func candidates(for seed: Candidate, atMost wanted: Int) async -> [Candidate] {
    let failures = await failures(of: seed)
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "demonstrations")
    let sampler = DemonstrationSampler(
      schema: seed.template.schema, pool: lab.train, maximumTokens: room.tokens)
    let isBriefPossible =
      seed.template.schema.fields.count(where: \.isOptional) >= Self.fieldsWorthOmitting
    let instructions =
      [seed.template.instruction] + StrategyLibrary.instructions(seed.template.schema)
    var arms = [seed.child("instruction") { $0.instruction = instructions[1] }]
    // A small budget must still leave a second look at the best of them.
    let most = min(wanted, max(3, lab.budget / 10))
    for (index, given) in lab.setup.arms.enumerated() {
      arms.append(seed.child("prompt \(index + 1) of those given") { $0 = given })
    }
    for (index, shape) in Self.shapes.enumerated() where arms.count < most && !lab.train.isEmpty {
      let arm: Candidate
      let instruction = instructions[index % instructions.count]
      switch shape {
      case .fixed(.errors, _, _) where failures.isEmpty: continue
      case .brief where !isBriefPossible: continue
      case .fixed(let kind, let count, let guide):
        let chosen = sampler.choose(count, kind, failures: failures, using: &generator)
        let shown = chosen.isEmpty ? "no" : "\(chosen.count) \(kind.rawValue)"
        arm = seed.child("\(shown) demonstrations, guide \(guide.rawValue)") {
          $0.demonstrations = chosen
          $0.layout.nearest = nil
          $0.layout.guide = guide
          $0.instruction = instruction
        }
      case .nearest(let count, let guide), .brief(let count, let guide):
        let absent: Layout.Absent = if case .brief = shape { .omitted } else { .null }
        let style = absent == .omitted ? ", what is absent left out" : ""
        arm = seed.child("the \(count) nearest demonstrations, guide \(guide.rawValue)\(style)") {
          show(&$0, nearest: count)
          $0.layout.absent = absent
          $0.layout.guide = guide
          $0.instruction = instruction
        }
      }
      if arm.id != seed.id, !arms.contains(where: { $0.id == arm.id }) { arms.append(arm) }
    }
    return arms
  }

  /// Makes a prompt choose from the examples of the search; the document itself is never shown, so
  /// that it may be one of them, but not one of several that are alike.
  func show(_ template: inout PromptTemplate, nearest count: Int) {
    let pool = room.pool(count, of: pool).compactMap(Demonstration.init)
    template.demonstrations = pool
    template.layout.nearest = pool.isEmpty ? nil : count
  }

  /// The fields that a candidate got wrong in each example that may be shown.
  func failures(of candidate: Candidate) async -> [String: Set<FieldPath>] {
    let known = await lab.known(candidate)
    var failures: [String: Set<FieldPath>] = [:]
    for example in lab.train {
      guard let row = known[example.id]?.row, row.isAnswered else { continue }
      failures[example.id] = Set(row.fields.filter { $0.value.outcome != .right }.map(\.key))
    }
    return failures
  }
}
