extension Evaluation {
  /// The format that this version writes.
  public static let format = "evaluation/1"

  /// The record as JSON, without its rows: what `evaluate --json` prints.
  public var summaryJSON: JSONValue {
    var json = JSONObject([
      ("format", .string(Self.format)),
      ("prompter", .string(prompter)), ("prompter_sha256", .string(prompterHash)),
      ("model", .string(model)), ("data", .string(data)), ("data_sha256", .string(dataHash)),
      ("n", .integer(n)), ("score", JSONValue(score)), ("score_ci", interval?.json ?? .null),
      ("exact_match", JSONValue(exactMatch)), ("invalid", .integer(invalid)),
      ("errors", .integer(errors)), ("repaired", .integer(repaired)),
      ("examples", .integer(examples)), ("repeats", .integer(repeats)),
    ])
    var fields = JSONObject()
    for path in reportedFields {
      guard let summary = summary(of: path) else { continue }
      var field = JSONObject([
        ("score", .number(summary.score)), ("n", .integer(summary.n)),
        ("ci", summary.interval.json),
        ("missing", .integer(summary.outcomes[.missing] ?? 0)),
        ("hallucinated", .integer(summary.outcomes[.hallucinated] ?? 0)),
        ("wrong", .integer(summary.outcomes[.wrong] ?? 0)),
        ("scored", .bool(scoredFields.contains(path))),
      ])
      if let items = summary.items {
        field["precision"] = JSONValue(items.precision)
        field["recall"] = JSONValue(items.recall)
        field["f1"] = JSONValue(items.f1)
      }
      fields[path.description] = .object(field)
    }
    json["fields"] = .object(fields)
    json["calls"] = .integer(counts.calls)
    json["retries"] = .integer(counts.retries)
    json["cached_calls"] = .integer(counts.cachedCalls)
    json["input_tokens"] = .integer(counts.usage.input)
    json["output_tokens"] = .integer(counts.usage.output)
    json["cost_usd"] = JSONValue(cost)
    json["latency_ms"] = ["p50": JSONValue(latency.p50), "p95": JSONValue(latency.p95)]
    json["calibration"] =
      calibration.map { summary in
        [
          "brier": .number(summary.brier), "ece": .number(summary.ece),
          "auroc": JSONValue(summary.auroc), "n": .integer(summary.n),
        ]
      } ?? .null
    json["setup"] = setup.json
    return .object(json)
  }

  /// The whole record as JSON.
  public var json: JSONValue {
    var json = summaryJSON.object ?? JSONObject()
    json["rows"] = .array(rows.map(\.json))
    return .object(json)
  }

  /// Reads a record back.
  ///
  /// Only what the rows say is read; the summary follows from them.
  ///
  /// Throws `ArtifactError` when it is not a record of this format.
  public init(json: JSONValue) throws(ArtifactError) {
    guard let format = json[key: "format"]?.string, format == Self.format else {
      throw ArtifactError("not an evaluation record (format \(Self.format))")
    }
    guard let rows = json[key: "rows"]?.array else {
      throw ArtifactError("the record has no rows; write it with 'evaluate -o record.json'")
    }
    func text(_ key: String) -> String { json[key: key]?.string ?? "" }
    var reported: [FieldPath] = []
    var scored: [FieldPath] = []
    for (name, summary) in json[key: "fields"]?.object ?? JSONObject() {
      guard let path = FieldPath(name) else { throw ArtifactError("malformed field '\(name)'") }
      reported.append(path)
      if summary[key: "scored"]?.bool != false { scored.append(path) }
    }
    var read: [EvaluationRow] = []
    for (index, row) in rows.enumerated() {
      guard let row = EvaluationRow(json: row) else {
        throw ArtifactError("row \(index + 1) is malformed")
      }
      read.append(row)
    }
    var counts = RunCounts()
    counts.calls = json[key: "calls"]?.int ?? 0
    counts.retries = json[key: "retries"]?.int ?? 0
    counts.cachedCalls = json[key: "cached_calls"]?.int ?? 0
    counts.usage = Usage(
      input: json[key: "input_tokens"]?.int ?? 0, output: json[key: "output_tokens"]?.int ?? 0)
    self.init(
      prompter: text("prompter"), prompterHash: text("prompter_sha256"), model: text("model"),
      data: text("data"), dataHash: text("data_sha256"), scoredFields: scored,
      reportedFields: reported, rows: read, counts: counts, cost: json[key: "cost_usd"]?.double)
    setup = json[key: "setup"].map(EvaluationSetup.init(json:)) ?? EvaluationSetup()
  }
}

extension JSONValue {
  /// A number, or null for nil.
  public init(_ number: Double?) {
    self = number.map(JSONValue.number) ?? .null
  }
}

extension EvaluationRow {
  /// The row as JSON.
  var json: JSONValue {
    let tokens: JSONValue = [
      "input_tokens": .integer(usage.input), "output_tokens": .integer(usage.output),
    ]
    let spans = Self.object(evidence) { [.integer($0.start), .integer($0.end)] as JSONValue }
    var json = JSONObject([
      ("id", .string(id)), ("repeat", .integer(repetition + 1)), ("expected", expected),
      ("predicted", predicted ?? .null),
      ("score", JSONValue(score)),
      ("fields", .object(Self.object(fields) { .number($0.score) })),
      ("outcomes", .object(Self.object(fields) { .string($0.outcome.rawValue) })),
      ("items", .object(Self.object(fields.compactMapValues(\.items), \.json))),
      ("confidence", .object(Self.object(confidence, JSONValue.number))),
      ("record_confidence", JSONValue(recordConfidence)),
      ("evidence", .object(spans)),
      ("repairs", .array(repairs.map(JSONValue.string))),
      ("attempts", .integer(attempts)),
      ("usage", tokens),
      ("latency_ms", JSONValue(latency)),
    ])
    json["error"] = failure?.json ?? .null
    if let text { json["text"] = .string(text) }
    if let origin {
      json["prompter"] = .string(origin.prompter)
      json["model"] = .string(origin.model)
      json["fallback"] = origin.detoursJSON
      json["cost_usd"] = JSONValue(origin.cost)
    }
    return .object(json)
  }

  private static func object<Value>(
    _ values: [FieldPath: Value], _ json: (Value) -> JSONValue
  ) -> JSONObject {
    JSONObject(values.map { ($0.key.description, json($0.value)) }).sortedByKey
  }

  /// Reads a row; nil when it is malformed.
  init?(json: JSONValue) {
    guard let id = json[key: "id"]?.string, let expected = json[key: "expected"] else { return nil }
    func values<Value>(_ key: String, _ read: (JSONValue) -> Value?) -> [FieldPath: Value] {
      var values: [FieldPath: Value] = [:]
      for (name, value) in json[key: key]?.object ?? JSONObject() {
        if let path = FieldPath(name), let value = read(value) { values[path] = value }
      }
      return values
    }
    let scores = values("fields", \.double)
    let outcomes = values("outcomes") { $0.string.flatMap(FieldOutcome.init) }
    let items = values("items", ItemCounts.init(json:))
    let predicted = json[key: "predicted"]
    self.init(
      id: id, expected: expected,
      predicted: predicted?.isNull == false ? predicted : nil, score: json[key: "score"]?.double,
      fields: Dictionary(
        uniqueKeysWithValues: scores.map { path, score in
          let right: FieldOutcome = score >= FieldScore.rightness ? .right : .wrong
          return (path, FieldScore(score, outcomes[path] ?? right, items: items[path]))
        }),
      confidence: values("confidence", \.double),
      recordConfidence: json[key: "record_confidence"]?.double,
      failure: json[key: "error"].flatMap(Extraction.Failure.init(json:)),
      repairs: json[key: "repairs"]?.array?.compactMap(\.string) ?? [],
      attempts: json[key: "attempts"]?.int ?? 0,
      usage: Usage(
        input: json[key: "usage"]?[key: "input_tokens"]?.int ?? 0,
        output: json[key: "usage"]?[key: "output_tokens"]?.int ?? 0),
      latency: json[key: "latency_ms"]?.double, text: json[key: "text"]?.string,
      evidence: values("evidence") { span in
        guard let ends = span.array?.compactMap(\.int), ends.count == 2 else { return nil }
        return Span(start: ends[0], end: ends[1])
      }, origin: Extraction.Origin(json: json),
      repetition: min(max(json[key: "repeat"]?.int ?? 1, 1), 1_000_000) - 1)
  }
}

extension ItemCounts {
  /// The counts as JSON.
  var json: JSONValue {
    ["matched": .number(matched), "given": .integer(given), "expected": .integer(expected)]
  }

  /// Reads counts; nil when they are malformed.
  init?(json: JSONValue) {
    guard let matched = json[key: "matched"]?.double, let given = json[key: "given"]?.int,
      let expected = json[key: "expected"]?.int
    else { return nil }
    self.init(matched: matched, given: given, expected: expected)
  }
}

extension Extraction.Failure {
  /// The failure as JSON.
  public var json: JSONValue {
    ["type": .string(type), "message": .string(message), "retryable": .bool(isRetryable)]
  }

  /// Reads a failure; nil for null.
  init?(json: JSONValue) {
    guard let type = json[key: "type"]?.string, let message = json[key: "message"]?.string else {
      return nil
    }
    self.init(
      isInvalidAnswer: type == "invalid_answer", type: type, message: message,
      isRetryable: json[key: "retryable"]?.bool ?? false)
  }
}
