@testable import PrompterCore
import PrompterTesting
import Testing

@Suite struct MetricCatalogTests {
  private func name(_ node: JSONValue, _ catalog: MetricCatalog = MetricCatalog()) throws -> String
  {
    let schema = try Schema([
      "$defs": ["Color": ["enum": ["red"]], "Day": ["type": "string", "format": "date"]],
      "type": "object", "properties": ["f": node],
    ])
    let field = try #require(schema.field(.root.key("f")))
    return try catalog.metric(for: field, in: schema).name
  }

  @Test(
    "the default fits the type, also behind references, null and lists",
    arguments: [
      (["type": "string"], "text"), (["type": ["string", "null"]], "text"),
      (["type": "number"], "number"), (["type": "integer"], "number"),
      (["type": ["integer", "number", "null"]], "number"), (["type": "boolean"], "exact"),
      (["enum": ["a"]], "exact"), (["type": "string", "enum": ["a"]], "exact"),
      (["type": "string", "format": "date"], "date"),
      (["type": "string", "format": "uuid"], "exact"),
      ([:], "exact"), (["$ref": "#/$defs/Day"], "date"), (["$ref": "#/$defs/Color"], "exact"),
      (["anyOf": [["$ref": "#/$defs/Day"], ["type": "null"]]], "date"),
      (["anyOf": [["type": "number"], ["type": "string"]]], "number_or_text"),
      (["type": ["number", "string"]], "number_or_text"),
      (["anyOf": [["type": "number"], ["type": "boolean"]]], "exact"),
      (["type": "array", "items": ["type": "string"]], "text"),
      (["type": "array", "items": ["type": "number"]], "number"),
      (["type": "array", "items": ["$ref": "#/$defs/Day"]], "date"),
      (["type": "array", "items": ["$ref": "#/$defs/Color"]], "exact"),
      (["type": "array", "items": ["anyOf": [["type": "string"], ["type": "null"]]]], "text"),
      (["type": "array", "items": ["type": "array", "items": ["type": "number"]]], "exact"),
      (["type": "object", "additionalProperties": ["type": "number"]], "number"),
    ] as [(JSONValue, String)])
  func standard(node: JSONValue, metric: String) throws {
    #expect(try name(node) == metric)
  }

  @Test("every declared name gives that metric", arguments: MetricCatalog.names)
  func declared(metric: String) throws {
    let catalog = MetricCatalog(judge: ScriptedModel(answers: ["{}"]))
    #expect(try name(["type": "string", "x-metric": .string(metric)], catalog) == metric)
    #expect(try name(["type": "string", "x-metric": ["name": .string(metric)]], catalog) == metric)
    #expect(
      try name(
        ["type": "array", "items": ["type": "string", "x-metric": .string(metric)]], catalog)
        == metric)
  }

  @Test(
    "ExtractBench's names are read, short and long",
    arguments: [
      ("string_exact", "exact"), ("string_fuzzy", "levenshtein"), ("string_llm", "judge"),
      ("string_case_insensitive", "case_insensitive"), ("string_semantic", "judge"),
      ("integer_exact", "exact"), ("number_exact", "number"), ("number_tolerance", "number"),
      ("boolean_exact", "exact"),
    ])
  func extractBench(theirs: String, ours: String) throws {
    let catalog = MetricCatalog(judge: ScriptedModel(answers: ["{}"]))
    let long: JSONValue = ["metrics": [["metric_id": .string(theirs), "weight": 1.0]]]
    #expect(try name(["type": "string", "evaluation_config": .string(theirs)], catalog) == ours)
    #expect(try name(["type": "string", "evaluation_config": long], catalog) == ours)
  }

  @Test("x-metric wins over evaluation_config; options reach the metric")
  func options() throws {
    #expect(try name(["x-metric": "date", "evaluation_config": "string_exact"]) == "date")
    #expect(try name(["evaluation_config": "string_exact", "x-metric": "date"]) == "date")
    let schema = try Schema([
      "type": "object",
      "properties": [
        "a": ["x-metric": ["name": "number", "absolute": 0.5, "relative": 0.1]],
        "b": [
          "evaluation_config": [
            "metrics": [["metric_id": "number_tolerance", "params": ["tolerance": 0.25]]]
          ]
        ],
      ],
    ])
    let metrics = try schema.fields.map { try MetricCatalog().metric(for: $0) as? NumberClose }
    #expect(metrics[0]?.absolute == 0.5 && metrics[0]?.relative == 0.1)
    #expect(metrics[1]?.absolute == 0.25)
  }

  @Test(
    "D25: a metric that does not exist is refused with its place, never replaced by another",
    arguments: [
      (
        "fuzy",
        "f: unknown metric 'fuzy'; known are exact, case_insensitive, text, number, date, levenshtein, token_f1, judge, set, ordered"
      ),
      (["nam": "exact"], "f: its metric must be a name, or an object with one \"name\""),
      (3, "f: its metric must be a name, or an object with one \"name\""),
      ("judge", "f: its metric 'judge' needs a model: give --judge MODEL"),
      ("ordered", "f: 'ordered' is for lists only"), ("set", "f: 'set' is for lists only"),
      (
        ["metrics": [["metric_id": "string_exact"], ["metric_id": "string_fuzzy"]]],
        "f: its metric must be a name, or an object with one \"name\""
      ),
    ] as [(JSONValue, String)])
  func refused(metric: JSONValue, message: String) throws {
    let schema = try Schema([
      "type": "object", "properties": ["f": ["type": "string", "x-metric": metric]],
    ])
    #expect {
      try RecordScorer(schema)
    } throws: { error in
      "\(error)" == message
    }
  }

  @Test(
    "an option that a metric does not know, or cannot use, is refused with those that there are",
    arguments: [
      (
        ["name": "number", "tolerence": 5],
        "f: its metric 'number' has no option 'tolerence'; there are absolute, relative, tolerance"
      ),
      (
        ["metric": "number", "relative": 0.1, "weight": 2],
        "f: its metric 'number' has no option 'weight'; there are absolute, relative, tolerance"
      ),
      (
        ["name": "exact", "tolerance": 1],
        "f: its metric 'exact' has no option 'tolerance'; it takes none"
      ),
      (
        ["name": "judge", "criterion": "alike"],
        "f: its metric 'judge' has no option 'criterion'; there are criteria"
      ),
      (
        ["metrics": [["metric_id": "number_tolerance", "params": ["tolerence": 1]]]],
        "f: its metric 'number' has no option 'tolerence'; there are absolute, relative, tolerance"
      ),
      (
        ["name": "number", "tolerance": "5"],
        "f: the option 'tolerance' of its metric 'number' must be a number, 0 or above"
      ),
      (
        ["name": "number", "relative": -0.1],
        "f: the option 'relative' of its metric 'number' must be a number, 0 or above"
      ),
      (
        ["name": "judge", "criteria": ["alike"]],
        "f: the option 'criteria' of its metric 'judge' must be a text"
      ),
    ] as [(JSONValue, String)])
  func unknownOption(metric: JSONValue, message: String) throws {
    let schema = try Schema([
      "type": "object", "properties": ["f": ["type": "number", "x-metric": metric]],
    ])
    #expect {
      try RecordScorer(schema)
    } throws: { error in
      "\(error)" == message
    }
  }

  @Test("the matching of a list takes no options either")
  func matchingOption() throws {
    let schema = try Schema([
      "type": "object",
      "properties": [
        "f": [
          "type": "array", "items": ["type": "string"],
          "x-metric": ["name": "ordered", "by": "id"],
        ]
      ],
    ])
    #expect(
      throws: SchemaError(
        pointer: "f", message: "its metric 'ordered' has no option 'by'; it takes none")
    ) {
      try RecordScorer(schema)
    }
  }

  @Test("what ExtractBench's metrics take besides does not hinder")
  func foreignOptions() throws {
    let fuzzy: JSONValue = [
      "metrics": [["metric_id": "string_fuzzy", "params": ["threshold": 0.8]]]
    ]
    #expect(try name(["type": "string", "evaluation_config": fuzzy]) == "levenshtein")
    #expect(
      throws: SchemaError(
        pointer: "f", message: "its metric 'levenshtein' has no option 'threshold'; it takes none")
    ) {
      try name(["type": "string", "x-metric": ["name": "levenshtein", "threshold": 0.8]])
    }
  }

  @Test("an override for a field that does not exist is refused")
  func unknownOverride() throws {
    let schema = try Schema(["type": "object", "properties": ["f": ["type": "string"]]])
    let catalog = MetricCatalog(overrides: [.root.key("g"): Exact()])
    #expect(
      throws: SchemaError(pointer: "g", message: "has a metric, but the schema has no such field")
    ) {
      try RecordScorer(schema, catalog: catalog)
    }
  }
}
