/// The prompts of different shape that enter a search: instructions, sets of demonstrations and ways
/// to describe the fields.
struct ShapeArms {
  /// One shape.
  private enum Shape {
    /// So many demonstrations, the same for every document.
    case fixed(DemonstrationSampler.Kind, Int, Layout.Guide)
    /// So many demonstrations, those most like the document.
    case nearest(Int, Layout.Guide)
  }

  /// In the order in which a small budget takes them.
  private static let shapes: [Shape] = [
    .fixed(.coverage, 3, .none), .fixed(.coverage, 3, .fields), .fixed(.random, 4, .none),
    .fixed(.errors, 3, .none), .fixed(.random, 5, .none), .fixed(.coverage, 6, .none),
    .fixed(.random, 2, .fields), .fixed(.random, 8, .none), .nearest(4, .none),
    .nearest(3, .fields), .nearest(8, .none), .nearest(2, .none), .nearest(5, .fields),
  ]

  private let lab: Lab
  private let room: DemonstrationRoom

  init(_ lab: Lab) {
    self.lab = lab
    room = DemonstrationRoom(lab)
  }

  /// Up to so many prompts, all different from the seed and from each other.
  func candidates(for seed: Candidate, atMost wanted: Int) async -> [Candidate] {
    let failures = await lab.known(seed).mapValues { outcome in
      Set(outcome.row.fields.filter { $0.value.outcome != .right }.map(\.key))
    }
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "demonstrations")
    let sampler = DemonstrationSampler(
      schema: seed.template.schema, pool: lab.train, maximumTokens: room.tokens)
    let instructions =
      [seed.template.instruction] + StrategyLibrary.instructions(seed.template.schema)
    var arms = [seed.child("instruction") { $0.instruction = instructions[1] }]
    // A small budget must still leave a second look at the best of them.
    let most = min(wanted, max(3, lab.budget / 10))
    var index = 0
    while arms.count < most, index < 4 * most, !lab.train.isEmpty {
      let arm: Candidate
      let instruction = instructions[index % instructions.count]
      switch Self.shapes[index % Self.shapes.count] {
      case .fixed(let kind, let count, let guide):
        let chosen = sampler.choose(count, kind, failures: failures, using: &generator)
        arm = seed.child("\(count) \(kind.rawValue) demonstrations, guide \(guide.rawValue)") {
          $0.demonstrations = chosen
          $0.layout.guide = guide
          $0.instruction = instruction
        }
      case .nearest(let count, let guide):
        let pool = room.pool(count, of: lab.train).compactMap(Demonstration.init)
        arm = seed.child("the \(count) nearest demonstrations, guide \(guide.rawValue)") {
          $0.demonstrations = pool
          $0.layout.nearest = pool.isEmpty ? nil : count
          $0.layout.guide = guide
          $0.instruction = instruction
        }
      }
      index += 1
      if arm.id != seed.id, !arms.contains(where: { $0.id == arm.id }) { arms.append(arm) }
    }
    return arms
  }

  /// A winner that chooses from demonstrations gets all examples that the search had to choose from:
  /// what judges it is not among them.
  func completed(_ winner: Candidate) -> Candidate {
    guard let count = winner.template.layout.nearest else { return winner }
    let pool = room.pool(count, of: lab.train + lab.select).compactMap(Demonstration.init)
    return winner.child("\(winner.origin), of \(pool.count)") { $0.demonstrations = pool }
  }
}
