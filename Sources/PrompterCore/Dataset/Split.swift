/// Three parts of a data set with different duties, none sharing a text with another.
public struct Split: Sendable {
  /// Gives demonstrations and shows failures to the proposer.
  public let train: [Example]
  /// Chooses between candidates.
  public let select: [Example]
  /// Confirms the winner, once.
  public let confirm: [Example]

  /// Splits examples, reproducibly for a seed.
  ///
  /// Near-duplicates stay together. The parts are alike in how often values are absent and in the
  /// labels of the first enumeration, because groups are dealt out stratum by stratum.
  ///
  /// - Parameters:
  ///   - shares: the parts' shares of the examples; they sum to 1.
  ///   - shown: texts that a prompt shows already: what it shows cannot judge it, and is in `train`.
  ///   - searched: examples that have chosen the prompt already: they are not in `confirm` either,
  ///     which is filled up first with the others.
  public init(
    _ examples: [Example], schema: Schema,
    shares: (train: Double, select: Double, confirm: Double) = (0.3, 0.45, 0.25),
    shown: Set<String> = [], searched: ExampleMarks = ExampleMarks(),
    seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed, purpose: "split")
    let groups = Dictionary(grouping: zip(Duplicates.groups(examples), examples), by: \.0)
      .sorted { $0.key < $1.key }.map { $0.value.map(\.1) }
    let strata = Dictionary(grouping: generator.shuffled(groups)) { group in
      group.first.map { Self.stratum(of: $0, schema) } ?? ""
    }
    var parts: [[Example]] = [[], [], []]
    let wanted = [shares.train, shares.select, shares.confirm]
    var placed = 0
    let reserved = Int((shares.confirm * Double(examples.count)).rounded())
    for group in strata.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
      if !shown.isEmpty, group.contains(where: { shown.contains($0.document.text) }) {
        parts[0] += group
        continue
      }
      let isFresh = !group.contains { searched.contains($0.document.text) }
      if !searched.isEmpty, isFresh, parts[2].count + group.count <= reserved {
        parts[2] += group
        continue
      }
      // The part that lags most behind its share gets the next group.
      placed += group.count
      let lags = wanted.indices.map { wanted[$0] * Double(placed) - Double(parts[$0].count) }
      let open = searched.isEmpty ? lags.indices : lags.indices.dropLast()
      let next = open.max { lags[$0] < lags[$1] } ?? 0
      parts[next] += group
    }
    train = generator.shuffled(parts[0])
    select = generator.shuffled(parts[1])
    confirm = generator.shuffled(parts[2])
  }

  /// Deals examples into folds of about the same size; near-duplicates stay together.
  static func folds(_ examples: [Example], _ count: Int) -> [[Example]] {
    let groups = Dictionary(grouping: zip(Duplicates.groups(examples), examples), by: \.0)
      .sorted { $0.key < $1.key }.map { $0.value.map(\.1) }
    var folds: [[Example]] = Array(repeating: [], count: max(1, count))
    for group in groups {
      let smallest = folds.indices.min { folds[$0].count < folds[$1].count } ?? 0
      folds[smallest] += group
    }
    return folds
  }

  private static func stratum(of example: Example, _ schema: Schema) -> String {
    guard let expected = example.expected else { return "" }
    let label = schema.properties.first { schema.resolve($0.node).node.labels != nil }
      .flatMap { expected[key: $0.name]?.string }
    let absent = schema.properties.count {
      let value = expected[key: $0.name]
      return value == nil || value?.isNull == true || value?.array?.isEmpty == true
    }
    return "\(label ?? "")/\(absent)"
  }
}
