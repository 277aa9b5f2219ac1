/// Finds the metric of a field: what its schema declares, or what fits its type.
public struct MetricCatalog: Sendable {
  /// The model of `judge` metrics.
  public var judge: (any LanguageModel)?
  /// Metrics by field; they win over the schema.
  public var overrides: [FieldPath: any Metric]

  /// Makes a catalogue.
  public init(judge: (any LanguageModel)? = nil, overrides: [FieldPath: any Metric] = [:]) {
    self.judge = judge
    self.overrides = overrides
  }

  /// For those who only look at a schema: its judge gives no verdicts.
  public static let describing = MetricCatalog(judge: UncalledModel())

  /// With what another catalogue has, which wins.
  public func merging(_ other: MetricCatalog) -> MetricCatalog {
    MetricCatalog(
      judge: other.judge ?? judge, overrides: overrides.merging(other.overrides) { $1 })
  }

  /// The names that `x-metric` knows, lists aside.
  public static let names = [
    "exact", "case_insensitive", "text", "number", "date", "levenshtein", "token_f1", "judge",
  ]

  /// How ExtractBench's `evaluation_config` names metrics, and ours for them.
  private static let aliases = [
    "string_exact": "exact", "string_case_insensitive": "case_insensitive",
    "string_fuzzy": "levenshtein", "string_semantic": "judge", "string_llm": "judge",
    "integer_exact": "exact", "number_exact": "number", "number_tolerance": "number",
    "boolean_exact": "exact", "normalized": "text", "array_llm": "set",
  ]

  /// The metric of a field's value; of a list or a map, the one of its items.
  ///
  /// Throws `SchemaError` when the schema declares a metric, or an option of one, that does not
  /// exist.
  ///
  /// - Parameter schema: follows the references of a list's items.
  public func metric(
    for field: Field, in schema: Schema? = nil
  ) throws(SchemaError) -> any Metric {
    try declared(for: field, in: schema) ?? Self.standard(for: field.node, in: schema)
  }

  /// The metric that is asked for by name, on the field or on its items; nil when none is.
  func declared(
    for field: Field, in schema: Schema? = nil
  ) throws(SchemaError) -> (any Metric)? {
    if let metric = overrides[field.path] { return metric }
    let element = field.node.items?.node ?? field.node.values?.node
    for (node, isElement) in [(field.node, false), (element ?? SchemaNode(), true)] {
      guard let declared = try Self.declaration(of: node, at: field.path) else { continue }
      guard ListMatching(rawValue: declared.name) == nil else {
        guard !isElement, element != nil || !field.node.options.isEmpty else {
          throw SchemaError(
            pointer: "\(field.path)", message: "'\(declared.name)' is for lists only")
        }
        continue
      }
      return try metric(named: declared.name, options: declared.options, at: field.path)
    }
    return nil
  }

  /// How the items of a list are matched.
  func matching(for field: Field) throws(SchemaError) -> ListMatching {
    try Self.declaration(of: field.node, at: field.path).flatMap { ListMatching(rawValue: $0.name) }
      ?? .set
  }

  /// What is written as `"x-metric": "name"`, as `"x-metric": {"name": …, options}`, or as
  /// ExtractBench's `{"metrics": [{"metric_id": …, "params": {options}}]}`.
  private static func declaration(
    of node: SchemaNode, at path: FieldPath
  ) throws(SchemaError) -> (name: String, options: JSONObject)? {
    guard let declared = node.metric else { return nil }
    var name = declared.string
    var options = declared.object ?? JSONObject()
    for key in ["name", "metric"] where name == nil {
      name = options[key]?.string
      if name != nil { options[key] = nil }
    }
    var isForeign = false
    if let metrics = declared[key: "metrics"]?.array, metrics.count == 1 {
      isForeign = true
      name = metrics[0][key: "metric_id"]?.string
      options = metrics[0][key: "params"]?.object ?? JSONObject()
    }
    guard let name else {
      throw SchemaError(
        pointer: "\(path)", message: "its metric must be a name, or an object with one \"name\"")
    }
    let ours = aliases[name] ?? name
    // Of a metric that does not exist, that is what is wrong.
    if (names + ListMatching.names).contains(ours) {
      try MetricOptions.check(options, of: ours, isForeign: isForeign, at: path)
    }
    return (ours, options)
  }

  private func metric(
    named name: String, options: JSONObject, at path: FieldPath
  ) throws(SchemaError) -> any Metric {
    switch name {
    case "exact": return Exact()
    case "case_insensitive": return CaseInsensitive()
    case "text": return NormalizedText()
    case "number":
      return NumberClose(
        absolute: options["tolerance"]?.double ?? options["absolute"]?.double ?? 0,
        relative: options["relative"]?.double ?? 0)
    case "date": return SameDate()
    case "levenshtein": return Levenshtein()
    case "token_f1": return TokenF1()
    case "judge":
      guard let judge else {
        throw SchemaError(
          pointer: "\(path)", message: "its metric 'judge' needs a model: give --judge MODEL")
      }
      return options["criteria"]?.string.map { Judge(model: judge, criteria: $0) }
        ?? Judge(model: judge)
    default:
      let known = (Self.names + ListMatching.names).joined(separator: ", ")
      throw SchemaError(
        pointer: "\(path)", message: "unknown metric '\(name)'; known are \(known)")
    }
  }

  /// The default: dates as dates, numbers as numbers, labels exactly, other text by its words.
  private static func standard(for node: SchemaNode, in schema: Schema?) -> any Metric {
    guard let element = node.items?.node ?? node.values?.node else { return standard(for: node) }
    return standard(for: schema?.resolve(element).node ?? element)
  }

  private static func standard(for node: SchemaNode) -> any Metric {
    if node.allowed != nil { return Exact() }
    if node.format == .date { return SameDate() }
    let types = node.types.union(node.options.flatMap(\.types)).subtracting([.null])
    let isPlain = node.options.allSatisfy { $0.reference == nil && $0.allowed == nil }
    guard isPlain, !types.isEmpty else { return Exact() }
    if types.isSubset(of: [.number, .integer]) { return NumberClose() }
    if types.isSubset(of: [.number, .integer, .string]), types.count > 1 { return NumberOrText() }
    if types == [.string], node.format == nil { return NormalizedText() }
    return Exact()
  }
}

/// Stands where a judge would be while schemas are looked at; it is never asked.
private struct UncalledModel: LanguageModel {
  let name = "none"
  let capabilities = ModelCapabilities()

  func complete(_ call: Call) async throws -> Completion {
    throw ModelError(.invalidRequest, "no judge was given", attempts: 0)
  }
}

/// How the items of two lists are matched.
public enum ListMatching: String, Hashable, Sendable, CaseIterable {
  /// Best one-to-one matching, in any order.
  case set
  /// Item by item.
  case ordered

  static let names = allCases.map(\.rawValue)
}
