/// The default: races whole prompts, then descriptions of fields packed into few calls.
///
/// 1. Shape: instructions and sets of demonstrations race against the seed on whole records.
/// 2. Field: one call scores all fields, so candidate row k carries the k-th text of each field at
///    once; each field is decided by its own score. The winners are composed and the composition
///    is checked as a whole.
public struct FieldRace: Optimizer {
  /// How much is tried.
  public struct Configuration: Hashable, Sendable {
    /// Prompts that enter the first race.
    public var arms: Int
    /// Rounds of new texts for fields.
    public var generations: Int
    /// Texts tried for each field in a round.
    public var variants: Int

    /// Makes a configuration.
    public init(arms: Int = 9, generations: Int = 1, variants: Int = 3) {
      self.arms = arms
      self.generations = generations
      self.variants = variants
    }
  }

  /// `fieldrace`.
  public let name = "fieldrace"
  /// How much is tried.
  public let configuration: Configuration

  /// Makes the optimizer.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let base = Array(lab.select.prefix(16))
    do { _ = try await lab.evaluate(seed, on: base) } catch is Lab.Exhausted { return seed }
    let arms = await ShapeArms(lab).candidates(for: seed, atMost: configuration.arms)
    var incumbent = try await Race(blocks: [8, 8, 16]).winner(arms, against: seed, in: lab)
    for generation in 0..<configuration.generations {
      let next = try await improveFields(of: incumbent, generation, lab)
      if next == incumbent { break }
      incumbent = next
    }
    return ShapeArms(lab).completed(incumbent)
  }

  /// One round over the fields with the most to gain.
  private func improveFields(
    of incumbent: Candidate, _ generation: Int, _ lab: Lab
  ) async throws -> Candidate {
    // Texts that the prompt does not show cannot help.
    guard incumbent.template.layout.guide == .fields else { return incumbent }
    let known = await lab.known(incumbent).values.map(\.row).filter(\.isAnswered)
    let fields = incumbent.template.schema.fields.filter {
      lab.setup.scorer.fields.contains($0.path) && incumbent.space.isOpen($0.path)
    }
    let active = fields.map { field in
      (field: field, score: known.compactMap { $0.fields[field.path]?.score }.mean ?? 1)
    }.filter { $0.score < 0.98 }.sorted { $0.score < $1.score }.prefix(8).map(\.field)
    guard !active.isEmpty else { return incumbent }
    do {
      let texts = try await proposals(for: active, of: incumbent, lab)
      let winners = try await race(texts, incumbent, generation, lab)
      guard !winners.isEmpty else { return incumbent }
      let composed = incumbent.child("composed fields \(winners.keys.map(\.description).sorted())")
      {
        for (path, text) in winners { $0.fields[path] = text }
      }
      return try await check(composed, incumbent, lab) ? composed : incumbent
    } catch is Lab.Exhausted {
      return incumbent
    }
  }

  private func proposals(
    for fields: [Field], of incumbent: Candidate, _ lab: Lab
  ) async throws -> [FieldPath: [FieldGuidance]] {
    let known = await lab.known(incumbent)
    var failures: [FieldPath: [FieldProposer.Failure]] = [:]
    for field in fields {
      for (_, outcome) in known.sorted(by: { $0.key < $1.key }) {
        guard let score = outcome.row.fields[field.path], score.outcome != .right,
          failures[field.path, default: []].count < 6
        else { continue }
        failures[field.path, default: []].append(
          .init(
            excerpt: String((outcome.row.text ?? "").prefix(300)),
            expected: outcome.row.expected[field.path] ?? .null,
            predicted: outcome.row.predicted?[field.path], outcome: score.outcome))
      }
    }
    var texts = try await FieldProposer(variants: configuration.variants).propose(
      for: fields, of: incumbent, failures: failures, in: lab)
    for field in fields where texts[field.path]?.isEmpty ?? true {
      texts[field.path] = StrategyLibrary.guidance(
        for: field, seed: incumbent.template.fields[field.path] ?? .init(description: ""))
    }
    return texts.mapValues { Array($0.prefix(configuration.variants)) }
  }

  /// Races packed candidates and returns each field's best text, if it is better than the
  /// incumbent's.
  private func race(
    _ texts: [FieldPath: [FieldGuidance]], _ incumbent: Candidate, _ generation: Int, _ lab: Lab
  ) async throws -> [FieldPath: FieldGuidance] {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "packing \(generation)")
    var differences: [FieldPath: [FieldGuidance: [Double]]] = [:]
    var alive = texts
    var used = 0
    for block in [8, 8, 16] where !alive.isEmpty {
      let examples = Array(lab.select.dropFirst(used).prefix(block))
      guard !examples.isEmpty else { break }
      used += examples.count
      let base = Dictionary(
        try await lab.evaluate(incumbent, on: examples).map { ($0.row.id, $0.row) },
        uniquingKeysWith: { first, _ in first })
      // Reshuffled at each block, so that interference between fields averages out.
      let packed = alive.sorted { $0.key.description < $1.key.description }
        .map { ($0.key, generator.shuffled($0.value)) }
      for row in 0..<(packed.map(\.1.count).max() ?? 0) {
        let carried = packed.map { ($0.0, $0.1[row % $0.1.count]) }
        let candidate = incumbent.child("packed row \(row)") {
          for (path, text) in carried { $0.fields[path] = text }
        }
        for outcome in try await lab.evaluate(candidate, on: examples) {
          guard let before = base[outcome.row.id], before.isAnswered, outcome.row.isAnswered
          else { continue }
          for (path, text) in carried {
            let difference =
              (outcome.row.fields[path]?.score ?? 0) - (before.fields[path]?.score ?? 0)
            differences[path, default: [:]][text, default: []].append(difference)
          }
        }
      }
      for (path, options) in alive {
        let left = options.filter { !Self.isFutile(differences[path]?[$0] ?? []) }
        alive[path] = left.isEmpty ? nil : left
      }
    }
    return alive.compactMapValues { _ in nil as FieldGuidance? }.merging(
      alive.compactMap { path, options -> (FieldPath, FieldGuidance)? in
        let ranked = options.map { ($0, Self.shrunken(differences[path]?[$0] ?? [])) }
          .sorted { ($0.1, $1.0.description) > ($1.1, $0.0.description) }
        guard let best = ranked.first, best.1 > 0 else { return nil }
        return (path, best.0)
      }, uniquingKeysWith: { $1 })
  }

  /// Whether a text has shown that it will not win.
  private static func isFutile(_ differences: [Double]) -> Bool {
    let (wins, losses) = (differences.count { $0 > 0.05 }, differences.count { $0 < -0.05 })
    if SignTest.futility(wins: wins, losses: losses) < 0.1, losses > wins { return true }
    return differences.count >= 20 && (differences.mean ?? 0) <= 0
  }

  /// The mean, drawn towards 0 as if ten more examples had shown no difference.
  private static func shrunken(_ differences: [Double]) -> Double {
    differences.reduce(0, +) / Double(differences.count + 10)
  }

  /// Whether a composition is better as a whole, on examples that the incumbent has answered.
  private func check(
    _ composed: Candidate, _ incumbent: Candidate, _ lab: Lab
  ) async throws -> Bool {
    let known = await lab.known(incumbent)
    let examples = lab.select.filter { known[$0.id] != nil }
    _ = try await lab.evaluate(composed, on: Array(examples.prefix(min(40, await lab.left))))
    let mean = await lab.differences(incumbent, composed).mean ?? 0
    await lab.note([
      "event": mean > 0 ? "accepted" : "rejected", "candidate": .string(composed.id),
      "origin": .string(composed.origin), "mean_difference": .number(mean),
    ])
    return mean > 0
  }
}
