/// A field as the scorer sees it: its metric, its weight, and what is scored inside it.
struct ScoredField: Sendable {
  let field: Field
  let metric: any Metric
  let weight: Double
  let matching: ListMatching
  /// The fields of an object in a union that may also hold something else.
  let members: [ScoredField]
  /// The fields of a list's items or of a map's values.
  let elements: [ScoredField]

  /// Whether the field is a map, whose values are scored by their keys.
  var isMap: Bool { field.node.values != nil }

  /// The metric's score of two values, checked.
  func measure(_ given: JSONValue, _ wanted: JSONValue) async throws -> Double {
    let score = try await metric.score(given, expected: wanted)
    guard (0...1).contains(score) else {
      throw MetricError(metric: metric.name, message: "gave \(score), not a score from 0 to 1")
    }
    return score
  }

  /// The fields that are scored in an object, in the order of the schema.
  static func list(
    _ fields: [Field], below base: FieldPath, _ catalog: MetricCatalog, _ schema: Schema
  ) throws(SchemaError) -> [ScoredField] {
    let parents = Set(fields.map(\.path.parent))
    return try list(fields[...], parents, below: base, catalog, schema)
  }

  private static func list(
    _ fields: ArraySlice<Field>, _ parents: Set<FieldPath>, below base: FieldPath,
    _ catalog: MetricCatalog, _ schema: Schema
  ) throws(SchemaError) -> [ScoredField] {
    var scored: [ScoredField] = []
    for field in fields where field.path.isWithin(base) && field.path != base {
      let path = field.path
      // What is inside a scored field is scored with it; objects by their own fields.
      guard !path.steps.dropFirst(base.steps.count).contains(.each),
        scored.last.map({ !path.isWithin($0.field.path) }) ?? true
      else { continue }
      let declared = try catalog.declared(for: field, in: schema)
      let isObject = parents.contains(path) && declared == nil
      let isMixed = !field.node.options.allSatisfy { option in
        let node = schema.resolve(option).node
        return node.isOnly(.object) || !node.properties.isEmpty
      }
      if isObject, !isMixed { continue }
      let hasElements = parents.contains(path.each) && declared == nil
      let inside = fields.filter { $0.path.isWithin(path) }[...]
      scored.append(
        ScoredField(
          field: field, metric: try catalog.metric(for: field, in: schema),
          weight: field.node.weight ?? 1, matching: try catalog.matching(for: field),
          members: isObject ? try list(inside, parents, below: path, catalog, schema) : [],
          elements: hasElements
            ? try list(inside, parents, below: path.each, catalog, schema) : []))
    }
    return scored
  }
}
