extension Comparison {
  /// The comparison as JSON: what `compare --json` prints.
  public var json: JSONValue {
    var fields = JSONObject()
    for (path, field) in self.fields {
      fields[path.description] = [
        "a": .number(field.a), "b": .number(field.b), "delta": .number(field.delta),
        "low": .number(field.interval.low), "high": .number(field.interval.high),
        "p": .number(field.p),
      ]
    }
    return [
      "a": .string(a), "b": .string(b), "n": .integer(examples.count), "only_a": .integer(onlyA),
      "only_b": .integer(onlyB), "score_a": JSONValue(scoreA), "score_b": JSONValue(scoreB),
      "delta": difference?.json ?? .null,
      "mcnemar": [
        "a_only": .integer(mcNemar.aOnly), "b_only": .integer(mcNemar.bOnly),
        "p": .number(mcNemar.p),
      ],
      "verdict": .string(verdict.rawValue), "minimum_detectable": JSONValue(minimumDetectable),
      "fields": .object(fields),
      "regressions": .array(regressions.map(JSONValue.string)),
      "fixes": .array(fixes.map(JSONValue.string)),
      "changed": .array(changed.map { .string($0.id) }),
      "new_errors": .array(newErrors.map(JSONValue.string)),
      "relabelled": .integer(relabelled),
      "notes": .array(caveats.map(JSONValue.string)),
      "runs": ["a": runs.a.json, "b": runs.b.json],
    ]
  }

  /// The comparison with the values of every example that changed: what `compare -o FILE.json`
  /// writes.
  public var detailedJSON: JSONValue {
    var json = json.object ?? JSONObject()
    json["changes"] = .array((worse + better + changed).map(change))
    return .object(json)
  }

  private func change(_ example: ComparedExample) -> JSONValue {
    var values = JSONObject()
    if let rows = example.shown {
      for change in FieldChange.list(rows, fields.map(\.path)) {
        values[change.path.description] = [
          "expected": change.expected ?? .null, "a": change.a ?? .null, "b": change.b ?? .null,
          "score_a": JSONValue(change.scoreA?.score), "score_b": JSONValue(change.scoreB?.score),
        ]
      }
    }
    return [
      "id": .string(example.id), "change": .string(example.change.rawValue),
      "score_a": .number(example.scoreA), "score_b": .number(example.scoreB),
      "fields": .object(values),
    ]
  }
}

extension Comparison.Difference {
  /// The difference as JSON.
  public var json: JSONValue {
    [
      "mean": .number(mean), "low": .number(interval.low), "high": .number(interval.high),
      "p": .number(p), "above_zero": .number(aboveZero),
    ]
  }
}

extension ComparedRun {
  /// The run as JSON.
  var json: JSONValue {
    [
      "prompter": .string(name), "model": .string(model), "data": .string(data),
      "n": .integer(n), "invalid": .integer(invalid), "errors": .integer(errors),
      "calls": .integer(counts.calls), "cached_calls": .integer(counts.cachedCalls),
      "input_tokens": .integer(counts.usage.input), "output_tokens": .integer(counts.usage.output),
      "cost_usd": JSONValue(cost),
      "latency_ms": ["p50": JSONValue(latency.p50), "p95": JSONValue(latency.p95)],
    ]
  }
}
