extension Calibration {
  /// The calibration as JSON.
  public var json: JSONValue {
    var json = plain.json
    json["n"] = .integer(n)
    json["wrong"] = .integer(wrong)
    json["rows"] = .string(rows.rawValue)
    json["belongs_to"] = .string(belongsTo)
    if let data { json["data"] = .string(data) }
    // One text, as a list would take a line for each.
    if !examples.isEmpty { json["examples"] = .string(examples.text) }
    if let agreeing { json["agreeing"] = .object(agreeing.json) }
    return .object(json)
  }

  /// Reads a calibration; nil when it is malformed or made of signals that are not known.
  public init?(json: JSONValue) {
    guard let plain = CalibrationFit(json: json), let n = json[key: "n"]?.int,
      let wrong = json[key: "wrong"]?.int,
      let rows = json[key: "rows"]?.string.flatMap(Rows.init),
      let belongsTo = json[key: "belongs_to"]?.string
    else { return nil }
    var agreeing: CalibrationFit?
    if let second = json[key: "agreeing"] {
      agreeing = CalibrationFit(json: second)
      guard agreeing != nil else { return nil }
    }
    self.init(
      plain: plain, agreeing: agreeing, n: n, wrong: wrong, rows: rows, belongsTo: belongsTo,
      data: json[key: "data"]?.string)
    examples = ExampleMarks(text: json[key: "examples"]?.string ?? "")
  }
}

extension CalibrationFit {
  /// The parameters as JSON.
  var json: JSONObject {
    var json: JSONObject = [
      "method": .string(method.rawValue),
      "signals": .array(signals.map { .string($0.rawValue) }),
      "weights": .array(weights.map(JSONValue.number)),
      "intercept": .number(intercept),
      "fields": .object(JSONObject(fields.map { ($0.key.description, .number($0.value)) })),
      "record": .array(record.map(JSONValue.number)),
    ]
    if let heldOut { json["held_out"] = heldOut.json }
    return json
  }

  /// Reads parameters; nil when they are malformed or made of signals that are not known.
  ///
  /// Those of older artifacts name fewer signals, and keep nothing about held-out examples.
  init?(json: JSONValue) {
    guard let method = json[key: "method"]?.string.flatMap(Method.init),
      let names = json[key: "signals"]?.array,
      let weights = json[key: "weights"]?.array?.compactMap(\.double),
      let intercept = json[key: "intercept"]?.double,
      let record = json[key: "record"]?.array?.compactMap(\.double)
    else { return nil }
    let signals = names.compactMap { $0.string.flatMap(Signals.Name.init) }
    guard signals.count == names.count, weights.count == names.count else { return nil }
    var fields: [FieldPath: Double] = [:]
    for (name, offset) in json[key: "fields"]?.object ?? JSONObject() {
      guard let path = FieldPath(name), let offset = offset.double else { return nil }
      fields[path] = offset
    }
    var heldOut: HeldOutConfidence?
    if let value = json[key: "held_out"] {
      heldOut = HeldOutConfidence(json: value)
      guard heldOut != nil else { return nil }
    }
    self.init(
      method: method, signals: signals, weights: weights, intercept: intercept, fields: fields,
      record: record, heldOut: heldOut)
  }
}
