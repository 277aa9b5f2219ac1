extension Comparison {
  /// The comparison as JSON: what `compare --json` prints.
  public var json: JSONValue {
    var fields = JSONObject()
    for (path, field) in self.fields {
      fields[path.description] = [
        "a": .number(field.a), "b": .number(field.b), "delta": .number(field.delta),
        "p": .number(field.p),
      ]
    }
    return [
      "a": .string(a), "b": .string(b), "n": .integer(pairs.count), "only_a": .integer(onlyA),
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
    ]
  }
}

extension Comparison.Difference {
  /// The difference as JSON.
  public var json: JSONValue {
    [
      "mean": .number(mean), "low": .number(interval.low), "high": .number(interval.high),
      "p": .number(p),
    ]
  }
}
