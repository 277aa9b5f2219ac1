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

  /// The names that `x-metric` knows, lists aside.
  public static let names = [
    "exact", "case_insensitive", "text", "number", "date", "levenshtein", "token_f1", "judge",
  ]

  /// How ExtractBench's `evaluation_config` names metrics, and ours for them.
  private static let aliases = [
    "string_exact": "exact", "string_case_insensitive": "case_insensitive",
    "string_fuzzy": "levenshtein", "string_semantic": "judge", "integer_exact": "exact",
    "number_exact": "number", "number_tolerance": "number", "boolean_exact": "exact",
    "normalized": "text",
  ]

  /// The metric of a field that is no list of objects.
  ///
  /// Throws `SchemaError` when the schema declares a metric that does not exist.
  public func metric(for field: Field) throws(SchemaError) -> any Metric {
    if let metric = overrides[field.path] { return metric }
    guard let declared = field.node.metric, let name = Self.name(declared),
      !ListMatching.names.contains(name)
    else { return Self.standard(for: field.node) }
    return try metric(named: Self.aliases[name] ?? name, options: declared, at: field.path)
  }

  /// The name in `"x-metric": "name"` or `"x-metric": {"name": …}`.
  static func name(_ declared: JSONValue) -> String? {
    declared.string ?? declared[key: "name"]?.string ?? declared[key: "metric"]?.string
  }

  private func metric(
    named name: String, options: JSONValue, at path: FieldPath
  ) throws(SchemaError) -> any Metric {
    switch name {
    case "exact": return Exact()
    case "case_insensitive": return CaseInsensitive()
    case "text": return NormalizedText()
    case "number":
      return NumberClose(
        absolute: options[key: "tolerance"]?.double ?? options[key: "absolute"]?.double ?? 0,
        relative: options[key: "relative"]?.double ?? 0)
    case "date": return SameDate()
    case "levenshtein": return Levenshtein()
    case "token_f1": return TokenF1()
    case "judge":
      guard let judge else {
        throw SchemaError(
          pointer: "\(path)", message: "its metric 'judge' needs a model: give --judge MODEL")
      }
      return options[key: "criteria"]?.string.map { Judge(model: judge, criteria: $0) }
        ?? Judge(model: judge)
    default:
      throw SchemaError(
        pointer: "\(path)",
        message:
          "unknown metric '\(name)'; known are \((Self.names + ListMatching.names).joined(separator: ", "))"
      )
    }
  }

  /// The default: dates as dates, numbers as numbers, labels exactly, other text by its words.
  private static func standard(for node: SchemaNode) -> any Metric {
    if let item = node.items?.node, !node.isOnly(.string) { return standard(for: item) }
    if node.allowed != nil { return Exact() }
    if node.format == .date { return SameDate() }
    if node.isOnly(.number) || node.isOnly(.integer) { return NumberClose() }
    if node.isOnly(.string), node.format == nil { return NormalizedText() }
    return Exact()
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
