import PrompterCore

/// Small evaluations for the tests of reports.
enum ReportSample {
  static let total = FieldPath.root.key("total")
  static let vendor = FieldPath.root.key("vendor")
  static let items = FieldPath.root.key("items")
  static let price = items.each.key("price")

  static func evaluation(
    _ rows: [EvaluationRow], prompter: String = "invoices@3",
    fields: [FieldPath] = [total, vendor], reported: [FieldPath]? = nil
  ) -> Evaluation {
    var counts = RunCounts()
    counts.calls = 1_204
    counts.cachedCalls = 12
    counts.usage = Usage(input: 160_211, output: 8_120)
    return Evaluation(
      prompter: prompter, prompterHash: "aa", model: "openai/m", data: "test.jsonl",
      dataHash: "bb", scoredFields: fields, reportedFields: reported ?? fields, rows: rows,
      counts: counts, cost: 0.031)
  }

  static func right(_ id: String) -> EvaluationRow {
    EvaluationRow(
      id: id, expected: ["total": 41.5, "vendor": "Acme"],
      predicted: ["total": 41.5, "vendor": "Acme"], score: 1,
      fields: [total: FieldScore(1, .right), vendor: FieldScore(1, .right)],
      confidence: [total: 0.9, vendor: 0.8], recordConfidence: 0.75, attempts: 1, latency: 640)
  }

  static func half(
    _ id: String, expected: JSONValue = "Acme Tools Ltd", predicted: JSONValue = "Acme Garden Ltd",
    outcome: FieldOutcome = .wrong
  ) -> EvaluationRow {
    EvaluationRow(
      id: id, expected: ["total": 41.5, "vendor": expected],
      predicted: ["total": 41.5, "vendor": predicted], score: 0.5,
      fields: [total: FieldScore(1, .right), vendor: FieldScore(0, outcome)],
      confidence: [total: 0.95, vendor: 0.3], repairs: ["fence", "reask"], attempts: 2,
      latency: 1_500)
  }

  static func invalid(_ id: String, _ message: String = "no JSON") -> EvaluationRow {
    EvaluationRow(
      id: id, expected: ["total": 41.5, "vendor": "Acme"], score: 0,
      fields: [total: FieldScore(0, .missing), vendor: FieldScore(0, .missing)],
      failure: .invalid(message), attempts: 1, latency: 20)
  }

  static func error(_ id: String, _ message: String = "slow down") -> EvaluationRow {
    EvaluationRow(
      id: id, expected: ["total": 41.5, "vendor": "Acme"],
      failure: .noAnswer(ModelError(.rateLimited, message)), attempts: 6)
  }

  static let mixed = evaluation([right("a"), half("b"), invalid("c"), error("d")])
  static let empty = evaluation([])
  static let allErrors = evaluation([error("a"), error("b")])

  /// What data might hold to break out of a format.
  static let hostile =
    "</script><script>alert(1)</script> \"'`| ]]> <!-- & \u{0}\u{1B}\u{FFFE}\u{7F}\r\n=1+1\\|"
}

extension String {
  /// How often a text occurs, without overlaps.
  func occurrences(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
