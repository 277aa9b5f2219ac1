/// Races texts about fields, packed into few calls.
///
/// One call scores all fields, so candidate row k carries the k-th text of each field at once; each
/// field is decided by its own score. The winners are composed, and the composition is checked as a
/// whole.
struct FieldStage {
  let lab: Lab
  /// Texts that are tried for each field.
  let variants: Int
  /// How many new examples each round adds.
  static let blocks = [8, 8, 16, 16, 32]
  /// So many examples show what goes wrong.
  private static let first = 16
  /// The most fields that are worked on at once, those with most to gain first.
  private static let fields = 8

  /// What is known of the texts of a generation.
  struct Evidence {
    var differences: [FieldPath: [FieldGuidance: [Double]]] = [:]

    func values(_ path: FieldPath, _ text: FieldGuidance) -> [Double] {
      differences[path]?[text] ?? []
    }

    /// The mean, drawn towards 0 as if ten more examples had shown no difference.
    func shrunken(_ path: FieldPath, _ text: FieldGuidance) -> Double {
      let values = values(path, text)
      return values.reduce(0, +) / Double(values.count + 10)
    }
  }

  /// The incumbent with better texts, or the incumbent; what was tried in vain is remembered.
  ///
  /// Throws what the lab throws, but not that the budget ended.
  func improve(
    _ incumbent: Candidate, _ generation: Int, _ memory: inout RejectedTexts
  ) async throws -> Candidate {
    guard showsFields(incumbent) else { return incumbent }
    do {
      // What goes wrong must be seen first: a short race is won by who had luck on its few examples.
      let known = await lab.known(incumbent)
      if known.count < Self.first {
        let unseen = lab.select.filter { known[$0.id] == nil }
        _ = try await lab.evaluate(
          incumbent, on: Array(unseen.prefix(min(Self.first - known.count, await lab.left))))
      }
      let active = await active(in: incumbent)
      guard !active.isEmpty else { return incumbent }
      let texts = try await proposals(for: active, of: incumbent, memory)
      guard !texts.isEmpty else { return incumbent }
      let (winners, evidence) = try await race(texts, incumbent, generation)
      for (path, options) in texts {
        for text in options where winners[path] != text {
          memory.add(text, for: path, gain: evidence.shrunken(path, text))
        }
      }
      return try await compose(winners, evidence, incumbent)
    } catch is Lab.Exhausted {
      return incumbent
    }
  }

  /// Whether a prompt can say what is said about fields: the search may be kept from the guide.
  private func showsFields(_ incumbent: Candidate) -> Bool {
    incumbent.child("") { $0.layout.guide = .fields }.template.layout.guide == .fields
  }

  /// Fields that count, may change and go wrong, the worst first.
  private func active(in incumbent: Candidate) async -> [Field] {
    let known = await lab.known(incumbent).sorted { $0.key < $1.key }.map(\.value.row)
      .filter(\.isAnswered)
    let fields = incumbent.template.schema.fields.filter {
      lab.setup.scorer.reported.contains($0.path) && incumbent.space.isOpen($0.path)
    }
    return fields.map { field in
      (field: field, score: known.compactMap { $0.fields[field.path]?.score }.mean ?? 1)
    }.filter { $0.score < 0.98 }.sorted { $0.score < $1.score }.prefix(Self.fields).map(\.field)
  }

  private func proposals(
    for fields: [Field], of incumbent: Candidate, _ memory: RejectedTexts
  ) async throws -> [FieldPath: [FieldGuidance]] {
    let rows = await lab.known(incumbent).sorted { $0.key < $1.key }.map(\.value.row)
    var texts = try await FieldProposer(variants: variants).propose(
      for: fields, of: incumbent, rows: rows, memory, in: lab)
    for field in fields where texts[field.path]?.isEmpty ?? true {
      let now = incumbent.template.fields[field.path] ?? .init(description: "")
      texts[field.path] = StrategyLibrary.guidance(for: field, seed: now)
        .filter { !memory.contains($0, for: field.path) && $0 != now }
    }
    return texts.mapValues { Array($0.prefix(variants)) }.filter { !$0.value.isEmpty }
  }

  /// Races packed candidates; each field's best text, if it leans to the better, and what was seen.
  private func race(
    _ texts: [FieldPath: [FieldGuidance]], _ incumbent: Candidate, _ generation: Int
  ) async throws -> (winners: [FieldPath: FieldGuidance], evidence: Evidence) {
    var generator = SeededGenerator(seed: lab.setup.seed, purpose: "packing \(generation)")
    var evidence = Evidence()
    var alive = texts
    var used = 0
    for block in Self.blocks where !alive.isEmpty {
      // A field whose text is settled needs no more examples.
      let open = alive.filter { path, options in
        !options.contains { SignTally(evidence.values(path, $0)).isSettled }
      }
      guard !open.isEmpty else { break }
      let width = (open.map(\.value.count).max() ?? 0) + 1
      // What is left must check the composition too.
      let affordable = (await lab.left - used - block) / width
      let examples = Array(lab.select.dropFirst(used).prefix(min(block, max(4, affordable))))
      guard !examples.isEmpty, affordable >= 4 || used == 0 else { break }
      used += examples.count
      try await tryPacked(open, incumbent, examples, &evidence, &generator)
      for (path, options) in open {
        let left = options.filter { !Self.isFutile(evidence.values(path, $0)) }
        for text in options where !left.contains(text) {
          await drop(text, path, evidence, because: "too few wins")
        }
        alive[path] = left.isEmpty ? nil : left
      }
    }
    var winners: [FieldPath: FieldGuidance] = [:]
    for (path, options) in alive {
      let ranked = options.map { ($0, evidence.shrunken(path, $0)) }
        .sorted { ($0.1, $1.0.description) > ($1.1, $0.0.description) }
      guard let best = ranked.first, best.1 > 0 else { continue }
      let tally = SignTally(evidence.values(path, best.0))
      if tally.leans || tally.isSettled { winners[path] = best.0 }
    }
    for (path, options) in alive.sorted(by: { $0.key.description < $1.key.description }) {
      for text in options where text != winners[path] {
        let why = winners[path] == nil ? "no better than what is said now" : "another is better"
        await drop(text, path, evidence, because: why)
      }
    }
    return (winners, evidence)
  }

  /// Notes that a text about a field is given up, and why.
  private func drop(
    _ text: FieldGuidance, _ path: FieldPath, _ evidence: Evidence, because reason: String
  ) async {
    await lab.note([
      "event": "text dropped", "field": .string(path.description), "text": .string(text.text),
      "reason": .string(reason), "n": .integer(evidence.values(path, text).count),
      "gain": .number(evidence.shrunken(path, text)),
    ])
  }

  private func tryPacked(
    _ texts: [FieldPath: [FieldGuidance]], _ incumbent: Candidate, _ examples: [Example],
    _ evidence: inout Evidence, _ generator: inout SeededGenerator
  ) async throws {
    let base = Dictionary(
      try await lab.evaluate(incumbent, on: examples).map { ($0.row.id, $0.row) },
      uniquingKeysWith: { first, _ in first })
    // Reshuffled at each block, so that interference between fields averages out.
    let packed = texts.sorted { $0.key.description < $1.key.description }
      .map { ($0.key, generator.shuffled($0.value)) }
    for row in 0..<(packed.map(\.1.count).max() ?? 0) {
      // A field of fewer texts says what it says already: the same text twice on the same examples
      // would count as two witnesses.
      let carried = packed.filter { row < $0.1.count }.map { ($0.0, $0.1[row]) }
      let candidate = incumbent.child("packed row \(row)") {
        for (path, text) in carried { $0.fields[path] = text }
        $0.layout.guide = .fields
      }
      for outcome in try await lab.evaluate(candidate, on: examples) {
        guard let before = base[outcome.row.id], before.isAnswered, outcome.row.isAnswered
        else { continue }
        for (path, text) in carried {
          let gain = (outcome.row.fields[path]?.score ?? 0) - (before.fields[path]?.score ?? 0)
          evidence.differences[path, default: [:]][text, default: []].append(gain)
        }
      }
    }
  }

  /// Whether a text has shown that it will not win.
  private static func isFutile(_ differences: [Double]) -> Bool {
    SignTally(differences).isFutile
      || differences.count >= 20 && (differences.mean ?? 0) <= 0
  }
}
