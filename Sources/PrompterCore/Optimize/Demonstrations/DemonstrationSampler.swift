/// Chooses demonstrations from labelled examples.
struct DemonstrationSampler {
  /// How they are chosen.
  enum Kind: String, CaseIterable {
    /// At random.
    case random
    /// So that they cover many labels, and values present as well as absent.
    case coverage
    /// From what the incumbent gets wrong, rare failures first.
    case errors
  }

  let schema: Schema
  /// The examples to choose from.
  let pool: [Example]
  /// The most tokens (estimated) that all demonstrations together may have.
  let maximumTokens: Int

  /// Up to `count` demonstrations, the most telling one last, where models heed it most.
  ///
  /// - Parameter failures: for each example id the fields that the incumbent got wrong.
  func choose(
    _ count: Int, _ kind: Kind, failures: [String: Set<FieldPath>],
    using generator: inout SeededGenerator
  ) -> [Demonstration] {
    var rest = generator.shuffled(pool)
    var chosen: [Example] = []
    var covered: [String: Int] = [:]
    var tokens = 0
    while chosen.count < count, !rest.isEmpty {
      let next: Int
      switch kind {
      case .random: next = 0
      case .coverage:
        next = best(rest) { gain(traits($0), covered) }
      case .errors:
        next = best(rest) { example in
          let failed = (failures[example.id] ?? []).map { "!\($0)" }
          return gain(failed, covered) + 0.2 * gain(traits(example), covered)
        }
      }
      let example = rest.remove(at: next)
      let cost = Self.tokens(example)
      guard tokens + cost <= maximumTokens else { continue }
      tokens += cost
      chosen.append(example)
      for trait in traits(example) + (failures[example.id] ?? []).map({ "!\($0)" }) {
        covered[trait, default: 0] += 1
      }
    }
    return chosen.reversed().compactMap(Demonstration.init)
  }

  /// An estimate of the tokens of an example shown in a prompt.
  static func tokens(_ example: Example) -> Int {
    (example.document.text.utf8.count + (example.expected?.text().utf8.count ?? 0)) / 3 + 10
  }

  private func best(_ examples: [Example], _ value: (Example) -> Double) -> Int {
    var best = 0
    var highest = -Double.infinity
    for (index, example) in examples.enumerated() {
      // A long example must be worth its length.
      let worth = value(example) - Double(Self.tokens(example)) / 400
      if worth > highest { (best, highest) = (index, worth) }
    }
    return best
  }

  /// Each further example with a trait adds half as much as the one before.
  private func gain(_ traits: [String], _ covered: [String: Int]) -> Double {
    traits.reduce(0) { $0 + 1 / Double(1 << min(20, covered[$1] ?? 0)) }
  }

  /// What an example shows: its labels, and which fields are present or absent.
  private func traits(_ example: Example) -> [String] {
    guard let expected = example.expected else { return [] }
    return schema.leaves.compactMap { leaf in
      guard !leaf.path.steps.contains(.each) else { return nil }
      let value = expected[leaf.path]
      let isAbsent = value == nil || value?.isNull == true || value?.array?.isEmpty == true
      if isAbsent { return leaf.isOptional || leaf.node.items != nil ? "\(leaf.path) absent" : nil }
      if leaf.node.labels != nil || leaf.node.isOnly(.boolean) {
        return "\(leaf.path) = \(value?.text() ?? "")"
      }
      return leaf.isOptional ? "\(leaf.path) present" : nil
    }
  }
}
