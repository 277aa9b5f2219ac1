extension Extraction {
  /// The line that `predict` prints and `extract` writes for a document.
  ///
  /// Of a line of prompters the one that answered is named, with the cost of all.
  ///
  /// - Parameters:
  ///   - prompter: the prompter, as `name@version` or its file.
  ///   - model: as `provider/model`.
  ///   - cost: in US dollars; nil when no price is known.
  public func json(prompter: String, model: String, cost: Double?) -> JSONValue {
    let cost = if let origin { origin.cost } else { cost }
    var fields = JSONObject()
    let named = values.map { (name: $0.key.description, value: $0.value) }
    for (name, value) in named.sorted(by: { $0.name < $1.name }) {
      fields[name] = [
        "confidence": JSONValue(value.confidence),
        "evidence": value.evidence.map { [.integer($0.start), .integer($0.end)] } ?? .null,
      ]
    }
    var line: JSONObject = [
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
      "prompter": .string(origin?.prompter ?? prompter),
      "model": .string(origin?.model ?? model), "fallback": origin?.detoursJSON ?? .null,
      "error": failure?.json ?? .null,
    ]
    if let parts {
      line["parts"] = ["n": .integer(parts.count), "failed": .integer(parts.failed)]
    }
    return .object(line)
  }
}

extension Extraction.Origin {
  /// Who else was asked and why; null when nobody was.
  var detoursJSON: JSONValue {
    guard !detours.isEmpty else { return .null }
    return .array(
      detours.map { detour in
        var json = JSONObject([
          ("prompter", .string(detour.prompter)), ("model", .string(detour.model)),
          ("reason", .string(detour.reason)),
        ])
        if let type = detour.type { json["type"] = .string(type) }
        return .object(json)
      })
  }

  /// Reads who answered from a row; nil when it does not say.
  init?(json: JSONValue) {
    guard let prompter = json[key: "prompter"]?.string, let model = json[key: "model"]?.string
    else { return nil }
    let detours = json[key: "fallback"]?.array ?? []
    self.init(
      prompter: prompter, model: model,
      detours: detours.compactMap { detour in
        guard let prompter = detour[key: "prompter"]?.string,
          let model = detour[key: "model"]?.string, let reason = detour[key: "reason"]?.string
        else { return nil }
        return Extraction.Detour(
          prompter: prompter, model: model, reason: reason, type: detour[key: "type"]?.string)
      }, cost: json[key: "cost_usd"]?.double)
  }
}
