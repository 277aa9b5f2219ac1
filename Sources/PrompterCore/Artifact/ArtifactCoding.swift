/// Why an artifact cannot be read.
public struct ArtifactError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do, in words.
  public let message: String

  /// Makes an error.
  public init(_ message: String) {
    self.message = message
  }

  /// The fault.
  public var description: String { message }
}

extension Artifact {
  /// The format that this version writes.
  public static let format = "prompter/1"

  /// The artifact as JSON: keys sorted, no time, no host, so that the same run gives the same
  /// bytes.
  public var json: JSONValue {
    [
      "format": .string(Self.format),
      "name": .string(name),
      "version": .integer(version),
      "schema": template.schema.source,
      "schema_order": .array(Self.orders(of: template.schema.source)),
      "instruction": .string(template.instruction),
      "fields": .object(
        JSONObject(
          template.fields.map { path, guidance in
            (
              path.description,
              [
                "description": .string(guidance.description),
                "rules": .array(guidance.rules.map(JSONValue.string)),
              ]
            )
          })),
      "demonstrations": .array(
        template.demonstrations.map {
          var json: JSONObject = ["input": .string($0.input), "expected": $0.expected]
          if let reasoning = $0.reasoning { json["reasoning"] = .string(reasoning) }
          return .object(json)
        }),
      "layout": Self.json(template.layout),
      "model": .string(model),
      "decoding": [
        "temperature": .number(decoding.temperature),
        "max_output_tokens": .integer(decoding.maximumOutputTokens),
        "seed": decoding.seed.map(JSONValue.integer) ?? .null,
      ],
      "metric": metric,
      "calibration": calibration?.json ?? .null,
      "scores": scores?.json ?? .null,
      "data": data?.json ?? .null,
      "lineage": [
        "parent_sha256": parentHash.map(JSONValue.string) ?? .null,
        "command": command.map(JSONValue.string) ?? .null,
      ],
      "seed": .integer(Int(truncatingIfNeeded: seed)),
    ]
  }

  /// The bytes of the file.
  public var text: String { json.text(.canonicalPretty) + "\n" }

  /// SHA-256 of the file.
  public var sha256: String { ContentHash.sha256(bytes: Array(text.utf8)) }

  /// Reads an artifact from the text of its file.
  ///
  /// Throws `ArtifactError` that says what is wrong and where; a future major version is refused.
  public init(_ text: String) throws(ArtifactError) {
    let json: JSONValue
    do { json = try JSONParser.parse(text) } catch {
      throw ArtifactError("damaged at byte \(error.byte): \(error.what)")
    }
    guard let format = json[key: "format"]?.string else {
      throw ArtifactError("not a prompter artifact: it has no \"format\"")
    }
    guard format == Self.format else {
      throw ArtifactError(
        format.hasPrefix("prompter/")
          ? "its format is \(format), this version reads \(Self.format); update prompter"
          : "its format is '\(format)', not a prompter artifact")
    }
    try self.init(json: json)
  }

  private init(json: JSONValue) throws(ArtifactError) {
    func string(_ key: String) throws(ArtifactError) -> String {
      guard let text = json[key: key]?.string else {
        throw ArtifactError("\"\(key)\" is missing or not a string")
      }
      return text
    }
    func object(_ key: String) throws(ArtifactError) -> JSONValue {
      guard let value = json[key: key], value.object != nil else {
        throw ArtifactError("\"\(key)\" is missing or not an object")
      }
      return value
    }
    do {
      template = try PromptTemplate(
        schema: Schema(
          Self.reordered(try object("schema"), json[key: "schema_order"]?.array ?? [])),
        instruction: string("instruction"), fields: Self.fields(object("fields")),
        demonstrations: Self.demonstrations(json[key: "demonstrations"]),
        layout: Self.layout(object("layout")))
    } catch let error as ArtifactError {
      throw error
    } catch let error as SchemaError {
      throw ArtifactError("its schema: \(error)")
    } catch {
      throw ArtifactError("\(error)")
    }
    name = try string("name")
    version = try Self.whole("version", in: json) ?? 1
    model = try string("model")
    let decoding = try object("decoding")
    self.decoding = Decoding(
      temperature: decoding[key: "temperature"]?.double ?? 0,
      maximumOutputTokens: decoding[key: "max_output_tokens"]?.int ?? 1024,
      seed: decoding[key: "seed"]?.int)
    metric = json[key: "metric"] ?? [:]
    if let value = json[key: "calibration"], !value.isNull {
      guard let calibration = Calibration(json: value) else {
        throw ArtifactError("\"calibration\" is malformed or of another version; calibrate again")
      }
      self.calibration = calibration
    }
    if let value = json[key: "scores"], !value.isNull {
      guard let scores = ArtifactScores(json: value) else {
        throw ArtifactError("\"scores\" is malformed")
      }
      self.scores = scores
    }
    if let value = json[key: "data"], !value.isNull {
      guard let sha256 = value[key: "sha256"]?.string, let n = value[key: "n"]?.int else {
        throw ArtifactError("\"data\" is malformed")
      }
      data = DataReference(sha256: sha256, n: n)
      data?.searched = ExampleMarks(text: value[key: "searched"]?.string ?? "")
    }
    parentHash = json[key: "lineage"]?[key: "parent_sha256"]?.string
    command = json[key: "lineage"]?[key: "command"]?.string
    seed = UInt64(bitPattern: Int64(try Self.whole("seed", in: json) ?? 0))
  }

  private static func whole(_ key: String, in json: JSONValue) throws(ArtifactError) -> Int? {
    guard let value = json[key: key] else { return nil }
    guard let number = value.int else { throw ArtifactError("\"\(key)\" is not a whole number") }
    return number
  }

  private static func fields(
    _ json: JSONValue
  ) throws(ArtifactError) -> [FieldPath: FieldGuidance] {
    var fields: [FieldPath: FieldGuidance] = [:]
    for (name, value) in json.object ?? JSONObject() {
      let given = value[key: "rules"] ?? []
      let rules = given.array?.compactMap(\.string) ?? []
      guard let path = FieldPath(name), let description = value[key: "description"]?.string,
        rules.count == given.array?.count
      else { throw ArtifactError("\"fields\": '\(name)' is malformed") }
      fields[path] = FieldGuidance(description: description, rules: rules)
    }
    return fields
  }

  private static func demonstrations(
    _ json: JSONValue?
  ) throws(ArtifactError) -> [Demonstration] {
    var demonstrations: [Demonstration] = []
    guard let items = (json ?? []).array else {
      throw ArtifactError("\"demonstrations\" is not an array")
    }
    for (index, value) in items.enumerated() {
      guard let input = value[key: "input"]?.string, let expected = value[key: "expected"] else {
        throw ArtifactError("demonstration \(index + 1) is malformed")
      }
      demonstrations.append(
        Demonstration(
          input: input, expected: expected, reasoning: value[key: "reasoning"]?.string))
    }
    return demonstrations
  }

  private static func layout(_ json: JSONValue) throws(ArtifactError) -> Layout {
    guard let guide = json[key: "guide"]?.string.flatMap(Layout.Guide.init),
      let demonstrations = json[key: "demonstrations"]?.string.flatMap(Layout.Demonstrations.init)
    else { throw ArtifactError("\"layout\" is unknown; update prompter") }
    var layout = Layout(guide: guide, demonstrations: demonstrations)
    if let nearest = json[key: "nearest"] {
      guard let count = nearest.int, count > 0 else {
        throw ArtifactError("\"layout.nearest\" must be a whole number above 0")
      }
      layout.nearest = count
    }
    if let reasoning = json[key: "reasoning"] {
      guard let isOn = reasoning.bool else {
        throw ArtifactError("\"layout.reasoning\" must be true or false")
      }
      layout.reasoning = isOn
    }
    if let absent = json[key: "absent"] {
      guard let known = absent.string.flatMap(Layout.Absent.init) else {
        throw ArtifactError("\"layout.absent\" must be \"null\" or \"omitted\"")
      }
      layout.absent = known
    }
    return layout
  }

  private static func json(_ layout: Layout) -> JSONValue {
    var json: JSONObject = [
      "guide": .string(layout.guide.rawValue),
      "demonstrations": .string(layout.demonstrations.rawValue),
    ]
    // What is as usual is left out, as in artifacts from before there was a choice.
    if layout.reasoning { json["reasoning"] = true }
    if layout.absent != .null { json["absent"] = .string(layout.absent.rawValue) }
    if let nearest = layout.nearest { json["nearest"] = .integer(nearest) }
    return .object(json)
  }
}

extension Artifact {
  /// The order of the keys of every "properties" object, outermost first.
  ///
  /// The file's keys are sorted so that artifacts can be compared line by line; the order of a
  /// schema's fields is part of the prompt and would be lost without this.
  static func orders(of schema: JSONValue) -> [JSONValue] {
    var orders: [JSONValue] = []
    visit(schema, isProperties: false) { orders.append(.array($0.keys.map(JSONValue.string))) }
    return orders
  }

  /// A schema with the orders put back.
  static func reordered(_ schema: JSONValue, _ orders: [JSONValue]) -> JSONValue {
    var rest = orders[...]
    return reorder(schema, isProperties: false, &rest)
  }

  private static func visit(
    _ value: JSONValue, isProperties: Bool, _ found: (JSONObject) -> Void
  ) {
    switch value {
    case .object(let object):
      if isProperties { found(object) }
      for (key, member) in object.sortedByKey {
        visit(member, isProperties: !isProperties && key == "properties", found)
      }
    case .array(let items): items.forEach { visit($0, isProperties: false, found) }
    default: break
    }
  }

  private static func reorder(
    _ value: JSONValue, isProperties: Bool, _ orders: inout ArraySlice<JSONValue>
  ) -> JSONValue {
    switch value {
    case .object(let object):
      let order = isProperties ? orders.popFirst()?.array?.compactMap(\.string) : nil
      var members = JSONObject()
      for (key, member) in object.sortedByKey {
        members[key] = reorder(member, isProperties: !isProperties && key == "properties", &orders)
      }
      guard let order, Set(order) == Set(members.keys) else { return .object(members) }
      return .object(JSONObject(order.compactMap { key in members[key].map { (key, $0) } }))
    case .array(let items):
      return .array(items.map { reorder($0, isProperties: false, &orders) })
    default: return value
    }
  }
}

extension Interval {
  /// The interval as `[low, high]`.
  var json: JSONValue { [.number(low), .number(high)] }

  init?(json: JSONValue?) {
    guard let ends = json?.array?.compactMap(\.double), ends.count == 2 else { return nil }
    self.init(low: ends[0], high: ends[1])
  }
}

extension ArtifactScores {
  /// The scores as JSON.
  public var json: JSONValue {
    [
      "seed_score": .number(seed), "seed_ci": seedInterval.json,
      "score": .number(optimized), "score_ci": optimizedInterval.json,
      "gain": [
        "mean": .number(gain), "low": .number(gainInterval.low), "high": .number(gainInterval.high),
        "p": .number(p),
      ],
      "n": .integer(n), "held_out": .string(heldOut.rawValue),
    ]
  }

  /// Reads scores; nil when there are none.
  init?(json: JSONValue) {
    guard let seed = json[key: "seed_score"]?.double, let score = json[key: "score"]?.double,
      let seedInterval = Interval(json: json[key: "seed_ci"]),
      let interval = Interval(json: json[key: "score_ci"]), let gain = json[key: "gain"],
      let mean = gain[key: "mean"]?.double, let low = gain[key: "low"]?.double,
      let high = gain[key: "high"]?.double, let p = gain[key: "p"]?.double,
      let n = json[key: "n"]?.int,
      let heldOut = json[key: "held_out"]?.string.flatMap(HeldOut.init)
    else { return nil }
    self.init(
      seed: seed, optimized: score, seedInterval: seedInterval, optimizedInterval: interval,
      gain: mean, gainInterval: Interval(low: low, high: high), p: p, n: n, heldOut: heldOut)
  }
}
