extension Ranking {
  /// The ranking as JSON: what `compare` prints and writes for more than two.
  public var json: JSONValue {
    let given = entries.sorted { $0.index < $1.index }
    return [
      "n": .integer(n),
      "ranking": .array(
        entries.map { entry in
          [
            "place": .integer(entry.index), "name": .string(entry.name),
            "score": JSONValue(entry.score), "score_ci": entry.interval?.json ?? .null,
            "exact_match": JSONValue(entry.exactMatch),
            "better_than": .array(entry.betterThan.map { .string(given[$0].name) }),
            "left_out": .integer(leftOut[entry.index]), "run": entry.run.json,
          ]
        }),
      "pairs": .array(
        pairs.map { pair in
          [
            "a": .string(given[pair.a].name), "b": .string(given[pair.b].name),
            "place_a": .integer(pair.a), "place_b": .integer(pair.b),
            "delta": pair.difference.json, "p_holm": .number(pair.p),
            "verdict": .string(pair.verdict.rawValue),
            "minimum_detectable": JSONValue(pair.minimumDetectable),
            "regressions": .integer(pair.regressions), "fixes": .integer(pair.fixes),
          ]
        }),
    ]
  }
}
