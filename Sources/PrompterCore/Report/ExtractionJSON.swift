extension Extraction {
  /// The line that `predict` prints and `extract` writes for a document.
  ///
  /// - Parameters:
  ///   - prompter: the prompter, as `name@version` or its file.
  ///   - model: as `provider/model`.
  ///   - cost: in US dollars; nil when no price is known.
  public func json(prompter: String, model: String, cost: Double?) -> JSONValue {
    var fields = JSONObject()
    for (path, value) in values.sorted(by: { $0.key.description < $1.key.description }) {
      fields[path.description] = [
        "confidence": JSONValue(value.confidence),
        "evidence": value.evidence.map { [.integer($0.start), .integer($0.end)] } ?? .null,
      ]
    }
    return [
      "id": .string(documentID), "ok": .bool(failure == nil), "data": record ?? .null,
      "confidence": JSONValue(confidence),
      "fields": .object(failure == nil ? fields : JSONObject()),
      "usage": ["input_tokens": .integer(usage.input), "output_tokens": .integer(usage.output)],
      "cost_usd": JSONValue(cost), "attempts": .integer(attempts),
      "repairs": .array(
        repairs.map { repair in
          var json = JSONObject([
            ("rule", .string(repair.rule)), ("path", .string(repair.path.description)),
          ])
          if let before = repair.before { json["before"] = before }
          if let after = repair.after { json["after"] = after }
          return .object(json)
        }),
      "flags": .array(flags.map(\.rawValue).sorted().map(JSONValue.string)),
      "prompter": .string(prompter), "model": .string(model),
      "error": failure?.json ?? .null,
    ]
  }
}
