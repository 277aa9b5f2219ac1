/// Scores records field by field.
///
/// The record's score is the weighted mean over the scored fields: scalars, also of nested
/// objects, and lists, maps and mixed unions as a whole. What these hold (`items[].price`) is
/// reported and weighs within them only. Where the expected record says nothing of a nested
/// object, its fields count as absent. A metric that is declared for an object, or for a list's
/// items, takes the place of what would be scored inside.
public struct RecordScorer: Sendable {
  private let scored: [ScoredField]

  /// The fields that count in the record's score, in the order of the schema.
  public let fields: [FieldPath]
  /// All fields that are reported.
  public let reported: [FieldPath]
  /// The weight of all fields that count together; 0 when nothing counts.
  public var weight: Double { scored.reduce(0) { $0 + $1.weight } }

  /// Prepares the metrics of a schema.
  ///
  /// Throws `SchemaError` when the schema declares a metric that does not exist, or when the
  /// catalogue has one for a field that does not exist.
  public init(_ schema: Schema, catalog: MetricCatalog = MetricCatalog()) throws(SchemaError) {
    let all = schema.fields
    let known = Set(all.map(\.path))
    for path in catalog.overrides.keys.sorted(by: { $0.description < $1.description })
    where !known.contains(path) {
      throw SchemaError(
        pointer: "\(path)", message: "has a metric, but the schema has no such field")
    }
    scored = try ScoredField.list(all, below: .root, catalog, schema)
    fields = scored.map(\.field.path)
    reported = scored.flatMap { [$0.field.path] + ($0.members + $0.elements).map(\.field.path) }
  }

  /// Scores a record; nil stands for an answer that could not be used, which scores 0.
  ///
  /// Throws `MetricError`, or what a metric of the user's throws.
  public func score(_ predicted: JSONValue?, expected: JSONValue) async throws -> RecordScore {
    var result = RecordScore(score: 0, fields: [:])
    guard let predicted else {
      for path in reported { result.fields[path] = FieldScore(0, .missing) }
      for part in scored {
        let wanted = expected[part.field.path].presence
        result.fields[part.field.path]?.items = Self.unmatched(part, nil, wanted)
      }
      return result
    }
    result.score = try await mean(scored, predicted, expected, below: .root, &result.fields)
    return result
  }

  /// The weighted mean over fields of two objects.
  private func mean(
    _ parts: [ScoredField], _ predicted: JSONValue, _ expected: JSONValue, below base: FieldPath,
    _ fields: inout [FieldPath: FieldScore]
  ) async throws -> Double {
    var sum = 0.0
    var weights = 0.0
    for part in parts {
      let path = FieldPath(Array(part.field.path.steps.dropFirst(base.steps.count)))
      let score = try await score(
        part, predicted[path].presence, expected[path].presence, &fields)
      fields[part.field.path] = score
      sum += part.weight * score.score
      weights += part.weight
    }
    return weights > 0 ? sum / weights : 0
  }

  private func score(
    _ item: ScoredField, _ predicted: JSONValue?, _ expected: JSONValue?,
    _ fields: inout [FieldPath: FieldScore]
  ) async throws -> FieldScore {
    var whole: FieldScore
    switch (predicted, expected) {
    case (nil, nil): whole = FieldScore(1, .right)
    case (nil, _): whole = FieldScore(0, .missing)
    case (_, nil): whole = FieldScore(0, .hallucinated)
    case (.array(let given), .array(let wanted)):
      return try await scoreLists(item, given, wanted, &fields)
    case (.object(let given), .object(let wanted)) where item.isMap:
      return try await scoreMaps(item, given, wanted, &fields)
    case (let given?, let wanted?):
      let score: Double
      if !item.members.isEmpty, given.object != nil, wanted.object != nil {
        score = try await mean(item.members, given, wanted, below: item.field.path, &fields)
        return FieldScore(score, score >= FieldScore.rightness ? .right : .wrong)
      }
      score = try await item.measure(given, wanted)
      whole = FieldScore(score, score >= FieldScore.rightness ? .right : .wrong)
    }
    // What is inside shares the fate of the whole, so that every row reports every field.
    for part in item.members + item.elements { fields[part.field.path] = whole }
    whole.items = Self.unmatched(item, predicted, expected)
    return whole
  }

  /// The items of a list or a map that has nothing on one side; nil for other fields.
  private static func unmatched(
    _ item: ScoredField, _ predicted: JSONValue?, _ expected: JSONValue?
  ) -> ItemCounts? {
    func size(_ value: JSONValue?) -> Int? {
      value?.array?.count ?? (item.isMap ? value?.object?.count : nil)
    }
    guard predicted == nil || expected == nil else { return nil }
    guard let items = size(predicted) ?? size(expected) else {
      return item.isMap || item.field.node.items != nil ? ItemCounts() : nil
    }
    return predicted == nil ? ItemCounts(expected: items) : ItemCounts(given: items)
  }

  private typealias Match = (score: Double, fields: [FieldPath: FieldScore])

  private func scoreLists(
    _ list: ScoredField, _ given: [JSONValue], _ wanted: [JSONValue],
    _ fields: inout [FieldPath: FieldScore]
  ) async throws -> FieldScore {
    var pairs: [[Match]] = []
    for item in given {
      var row: [Match] = []
      for (column, expected) in wanted.enumerated() {
        let isPossible = list.matching == .set || column == pairs.count
        row.append(isPossible ? try await scoreElements(list, item, expected) : (0, [:]))
      }
      pairs.append(row)
    }
    let columns: [Int?] =
      list.matching == .set
      ? Assignment.maximum(pairs.map { $0.map(\.score) })
      : given.indices.map { $0 < wanted.count ? $0 : nil }
    let matches = columns.enumerated().compactMap { row, column in column.map { pairs[row][$0] } }
    return combine(list, matches, given: given.count, wanted: wanted.count, &fields)
  }

  private func scoreMaps(
    _ map: ScoredField, _ given: JSONObject, _ wanted: JSONObject,
    _ fields: inout [FieldPath: FieldScore]
  ) async throws -> FieldScore {
    var matches: [Match] = []
    for (key, expected) in wanted {
      if let value = given[key] { matches.append(try await scoreElements(map, value, expected)) }
    }
    return combine(map, matches, given: given.count, wanted: wanted.count, &fields)
  }

  /// F1 over the items: twice the matched items' scores over the number of all items.
  private func combine(
    _ list: ScoredField, _ matches: [Match], given: Int, wanted: Int,
    _ fields: inout [FieldPath: FieldScore]
  ) -> FieldScore {
    func outcome(_ isRight: Bool) -> FieldOutcome {
      if isRight { return .right }
      return given < wanted ? .missing : given > wanted ? .hallucinated : .wrong
    }
    let total = max(given, wanted)
    for part in list.elements where total > 0 {
      let scores = matches.compactMap { $0.fields[part.field.path] }
      fields[part.field.path] = FieldScore(
        scores.reduce(0) { $0 + $1.score } / Double(total),
        outcome(scores.count == total && scores.allSatisfy { $0.outcome == .right }))
    }
    let sum = matches.reduce(0) { $0 + $1.score }
    let score = 2 * sum / Double(max(1, given + wanted))
    return FieldScore(
      score, outcome(score >= FieldScore.rightness),
      items: ItemCounts(matched: sum, given: given, expected: wanted))
  }

  private func scoreElements(
    _ list: ScoredField, _ given: JSONValue, _ wanted: JSONValue
  ) async throws -> Match {
    if !list.elements.isEmpty, given.object != nil, wanted.object != nil {
      var fields: [FieldPath: FieldScore] = [:]
      let score = try await mean(
        list.elements, given, wanted, below: list.field.path.each, &fields)
      return (score, fields)
    }
    if given.isNull || wanted.isNull { return (given == wanted ? 1 : 0, [:]) }
    return (try await list.measure(given, wanted), [:])
  }
}

extension JSONValue? {
  /// Nil for null and for an empty list: both say that there is nothing.
  fileprivate var presence: JSONValue? {
    switch self {
    case nil, .null?: nil
    case .array(let items)? where items.isEmpty: nil
    default: self
    }
  }
}
