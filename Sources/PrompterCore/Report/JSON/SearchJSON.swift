extension SearchHistory {
  /// The history as `--report FILE.json` writes it; entries are named by their place.
  public var json: JSONValue {
    [
      "entries": .array(entries.map(\.json)),
      "points": .array(
        points.map {
          [
            "spent": .integer($0.spent), "entry": .integer($0.entry), "mean": JSONValue($0.mean),
            "n": .integer($0.n),
          ]
        }),
      "best": .array(
        best.map { ["spent": .integer($0.spent), "entry": .integer($0.entry)] }),
      "found": found.map { .integer($0) } ?? .null,
      "stages": .array(
        stages.map { ["stage": .string($0.kind.rawValue), "spent": .integer($0.spent)] }),
      "refused": .object(
        JSONObject(refused.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
    ]
  }
}

extension SearchHistory.Entry {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "parent": parent.map(JSONValue.string) ?? .null,
      "origin": .string(origin),
      "changes": .array(
        changes.map {
          ["part": .string($0.part), "before": .string($0.before), "after": .string($0.after)]
        }),
      "n": .integer(n), "mean": JSONValue(mean),
      "fields": .object(
        JSONObject(fields.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })),
      "spent": .integer(spent), "death": death.map(JSONValue.string) ?? .null,
      "was_best": .bool(wasBest),
    ]
  }
}
