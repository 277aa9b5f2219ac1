/// Scores records field by field.
///
/// The record's score is the weighted mean over the scored fields: scalars, also of nested
/// objects, and lists as a whole. Items of lists (`items[].price`) are reported but weigh nothing
/// of their own. Where the expected record says nothing of a nested object, its fields count as
/// absent.
public struct RecordScorer: Sendable {
  private struct Scored: Sendable {
    let field: Field
    let metric: any Metric
    let weight: Double
    let matching: ListMatching
    /// The fields of a list's items, by their paths below the item.
    let items: [Scored]
  }

  private let scored: [Scored]

  /// The fields that count in the record's score, in the order of the schema.
  public let fields: [FieldPath]
  /// All fields that are reported.
  public let reported: [FieldPath]

  /// Prepares the metrics of a schema.
  ///
  /// Throws `SchemaError` when the schema declares a metric that does not exist.
  public init(_ schema: Schema, catalog: MetricCatalog = MetricCatalog()) throws(SchemaError) {
    scored = try Self.scored(schema.fields, below: .root, catalog)
    fields = scored.map(\.field.path)
    reported = scored.flatMap { [$0.field.path] + $0.items.map(\.field.path) }
  }

  private static func scored(
    _ fields: [Field], below base: FieldPath, _ catalog: MetricCatalog
  ) throws(SchemaError) -> [Scored] {
    var scored: [Scored] = []
    for field in fields where field.path.isWithin(base) && field.path != base {
      let rest = field.path.steps.dropFirst(base.steps.count)
      // Fields of items are scored with their list; objects by their own fields.
      guard !rest.contains(.each) else { continue }
      let isList = field.node.items != nil
      let children = fields.contains { $0.path.parent == field.path }
      guard isList || !children else { continue }
      let items = isList ? try Self.scored(fields, below: field.path.each, catalog) : []
      let declared = field.node.metric.flatMap(MetricCatalog.name)
      scored.append(
        Scored(
          field: field, metric: try catalog.metric(for: field),
          weight: field.node.weight ?? 1,
          matching: declared.flatMap(ListMatching.init) ?? .set, items: items))
    }
    return scored
  }

  /// Scores a record; nil stands for an answer that could not be used, which scores 0.
  ///
  /// Throws `MetricError`, or what a metric of the user's throws.
  public func score(_ predicted: JSONValue?, expected: JSONValue) async throws -> RecordScore {
    var result = RecordScore(score: 0, fields: [:])
    guard let predicted else {
      for item in scored { result.fields[item.field.path] = FieldScore(0, .missing) }
      return result
    }
    var sum = 0.0
    var weights = 0.0
    for item in scored {
      let path = item.field.path
      let score = try await score(
        item, predicted[path].presence, expected[path].presence, into: &result.fields)
      result.fields[path] = score
      sum += item.weight * score.score
      weights += item.weight
    }
    result.score = weights > 0 ? sum / weights : 0
    return result
  }

  private func score(
    _ item: Scored, _ predicted: JSONValue?, _ expected: JSONValue?,
    into fields: inout [FieldPath: FieldScore]
  ) async throws -> FieldScore {
    switch (predicted, expected) {
    case (nil, nil): return FieldScore(1, .right)
    case (nil, _): return FieldScore(0, .missing)
    case (_, nil): return FieldScore(0, .hallucinated)
    case (.array(let given), .array(let wanted)):
      return try await scoreLists(item, given, wanted, into: &fields)
    case (let given?, let wanted?):
      let score = try await item.metric.score(given, expected: wanted)
      guard (0...1).contains(score) else {
        throw MetricError(
          metric: item.metric.name, message: "gave \(score), not a score from 0 to 1")
      }
      return FieldScore(score, score >= FieldScore.rightness ? .right : .wrong)
    }
  }

  /// F1 over the items: twice the matched items' scores over the number of all items.
  private func scoreLists(
    _ list: Scored, _ given: [JSONValue], _ wanted: [JSONValue],
    into fields: inout [FieldPath: FieldScore]
  ) async throws -> FieldScore {
    var pairs: [[(score: Double, fields: [FieldPath: FieldScore])]] = []
    for item in given {
      var row: [(score: Double, fields: [FieldPath: FieldScore])] = []
      for (column, expected) in wanted.enumerated() {
        let isPossible = list.matching == .set || column == pairs.count
        row.append(isPossible ? try await scoreItems(list, item, expected) : (0, [:]))
      }
      pairs.append(row)
    }
    let matches: [Int?] =
      list.matching == .set
      ? Assignment.maximum(pairs.map { $0.map(\.score) })
      : given.indices.map { $0 < wanted.count ? $0 : nil }
    var sum = 0.0
    var found: [FieldPath: [FieldScore]] = [:]
    for (row, column) in matches.enumerated() {
      guard let column else { continue }
      sum += pairs[row][column].score
      for (path, score) in pairs[row][column].fields { found[path, default: []].append(score) }
    }
    let total = max(given.count, wanted.count)
    for item in list.items where total > 0 {
      let scores = found[item.field.path] ?? []
      fields[item.field.path] = FieldScore(
        scores.reduce(0) { $0 + $1.score } / Double(total),
        scores.count == total && scores.allSatisfy { $0.outcome == .right }
          ? .right
          : given.count > wanted.count
            ? .hallucinated : scores.count < wanted.count ? .missing : .wrong)
    }
    let score = 2 * sum / Double(max(1, given.count + wanted.count))
    if score >= FieldScore.rightness { return FieldScore(score, .right) }
    return FieldScore(
      score,
      given.count < wanted.count ? .missing : given.count > wanted.count ? .hallucinated : .wrong)
  }

  private func scoreItems(
    _ list: Scored, _ given: JSONValue, _ wanted: JSONValue
  ) async throws -> (score: Double, fields: [FieldPath: FieldScore]) {
    guard !list.items.isEmpty else {
      return (try await list.metric.score(given, expected: wanted), [:])
    }
    var fields: [FieldPath: FieldScore] = [:]
    var sum = 0.0
    let depth = list.field.path.steps.count + 1
    for item in list.items {
      let path = FieldPath(Array(item.field.path.steps.dropFirst(depth)))
      let score = try await score(
        item, given[path].presence, wanted[path].presence, into: &fields)
      fields[item.field.path] = score
      sum += score.score
    }
    return (sum / Double(list.items.count), fields)
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
