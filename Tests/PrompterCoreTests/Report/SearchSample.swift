@testable import PrompterCore

/// Small searches for the tests of reports.
enum SearchSample {
  static let schemaText = #"""
    {"type": "object", "title": "Invoice", "properties": {
      "vendor": {"type": "string", "description": "The seller"},
      "total": {"type": "number"}}, "required": ["vendor", "total"]}
    """#

  static let vendor = FieldPath.root.key("vendor")
  static let total = FieldPath.root.key("total")

  static func seed() throws -> PromptTemplate { .seed(try Schema(json: schemaText)) }

  /// The line of a journal that introduces a candidate.
  static func candidate(
    _ id: String, _ parent: String?, _ origin: String, _ changes: [(String, String, String)] = []
  ) -> JSONValue {
    [
      "event": "candidate", "candidate": .string(id),
      "parent": parent.map(JSONValue.string) ?? .null,
      "origin": .string(origin),
      "changes": .array(
        changes.map {
          ["part": .string($0.0), "before": .string($0.1), "after": .string($0.2)]
        }),
    ]
  }

  /// The line of a journal about an evaluation.
  static func evaluated(
    _ id: String, n: Int, mean: Double?, spent: Int, fields: [(String, Double)] = []
  ) -> JSONValue {
    [
      "event": "evaluated", "candidate": .string(id), "n": .integer(n),
      "total": ["n": .integer(n), "mean": mean.map(JSONValue.number) ?? .null],
      "fields": .object(JSONObject(fields.map { ($0.0, .number($0.1)) })), "spent": .integer(spent),
      "budget": 100,
    ]
  }

  static func stage(_ name: String) -> JSONValue { ["event": "stage", "stage": .string(name)] }

  static func crowned(_ id: String, spent: Int) -> JSONValue {
    ["event": "incumbent", "candidate": .string(id), "spent": .integer(spent)]
  }

  static func died(_ id: String, _ reason: String) -> JSONValue {
    ["event": "died", "candidate": .string(id), "reason": .string(reason)]
  }

  static func chosen(_ id: String) -> JSONValue { ["event": "chosen", "candidate": .string(id)] }

  /// A seed, two children, and a child of the better one, which is found and confirmed.
  static let events: [JSONValue] = [
    stage("search"), candidate("s", nil, "seed"),
    evaluated("s", n: 8, mean: 0.25, spent: 8, fields: [("vendor", 0.5), ("total", 0)]),
    candidate("a", "s", "4 errors demonstrations", [("demonstrations", "0: ", "4: 1f 2e 3d 4c")]),
    evaluated("a", n: 8, mean: 0.5, spent: 16, fields: [("vendor", 0.75), ("total", 0.25)]),
    candidate(
      "b", "s", "instruction", [("instruction", "Extract the record.", "Copy the record.")]),
    evaluated("b", n: 8, mean: 0.125, spent: 24), died("b", "0 wins, 6 losses"),
    crowned("a", spent: 24),
    ["event": "refused", "reason": "too long"], ["event": "refused", "reason": "too long"],
    ["event": "refused", "reason": "copies a value"],
    candidate(
      "c", "a", "texts for [vendor]", [("fields.vendor", "The seller", "The seller's full name")]),
    evaluated("c", n: 16, mean: 0.625, spent: 40, fields: [("vendor", 1), ("total", 0.25)]),
    crowned("c", spent: 40), chosen("c"), stage("confirm"),
    evaluated("s", n: 4, mean: 0.2, spent: 4), evaluated("c", n: 4, mean: 0.6, spent: 8),
  ]

  static let heldOut = OptimizationResult.HeldOut(
    source: .confirm, seed: [0, 0.5, 0.5, 0], optimized: [0.5, 0.5, 1, 0.5],
    fields: [vendor: .init(seed: 0.5, score: 0.75), total: .init(seed: 0.25, score: 0.125)])

  /// So many rows right that were wrong that p is below what is printed.
  static let certain = OptimizationResult.HeldOut(
    source: .confirm, seed: Array(repeating: 0, count: 40),
    optimized: Array(repeating: 1, count: 40), fields: heldOut.fields)

  /// The report of a history.
  static func report(
    _ events: [JSONValue] = events, heldOut: OptimizationResult.HeldOut? = heldOut,
    origin: String = "texts for [vendor]", name: String = "invoices@2",
    seconds: Double = 93, because: String = "the budget of 100 calls was used",
    _ change: (inout PromptTemplate) -> Void = {
      $0.fields[vendor] = FieldGuidance(description: "The seller's full name")
    }
  ) throws -> SearchReport {
    let seed = try seed()
    var template = seed
    change(&template)
    var result = OptimizationResult(
      candidate: Candidate(template, origin: origin),
      shipped: template == seed ? .seed : .optimized, stoppedBecause: because)
    result.heldOut = heldOut
    result.history = SearchHistory(events)
    result.taskCalls = 1_048
    result.proposerCalls = 3
    result.usage = Usage(input: 12_000, output: 900)
    result.cost = 0.25
    return SearchReport(
      name: name, model: "openai/m", seed: seed, result: result, artifact: "invoices.json",
      seconds: seconds)
  }
}
