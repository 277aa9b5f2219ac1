import PrompterCore
import PrompterTesting
import Testing

@Suite struct ArtifactTests {
  private func artifact() throws -> Artifact {
    let template = try PromptSamples.template()
    let decoding = Decoding(temperature: 0.7, maximumOutputTokens: 300, seed: 3)
    return Artifact(
      name: "receipts", version: 4, template: template, model: "openai/gpt-x", decoding: decoding,
      metric: ["shop": "exact"],
      calibration: Calibration(
        plain: CalibrationFit(
          signals: [.leastLogit, .grounded, .repaired], weights: [0.1, -0.25, 1e-9],
          intercept: -0.5, fields: [.root.key("shop"): 0.125, .root.key("a.b").each: -1],
          record: [1, 0.5, -2],
          heldOut: HeldOutConfidence(
            .crossFitted,
            values: [(.root.key("shop"), 0.9, true), (.root.key("shop"), 0.3, false)],
            records: [(0.75, true), (0.125, false), (0.5, true)])),
        agreeing: CalibrationFit(
          method: .pooled, signals: [.agrees], weights: [2], intercept: 0.5),
        n: 120, wrong: 17, rows: .confirm,
        belongsTo: Calibration.identity(
          template: template, model: "openai/gpt-x", decoding: decoding), data: "cd34"),
      scores: ArtifactScores(
        seed: 0.5, optimized: 0.75, seedInterval: Interval(low: 0.4, high: 0.6),
        optimizedInterval: Interval(low: 0.7, high: 0.8), gain: 0.25,
        gainInterval: Interval(low: 0.1, high: 0.4), p: 0.001, n: 48, heldOut: .crossFitted),
      data: .init(sha256: "ab12", n: 200), parentHash: "ff", command: "prompter optimize …",
      seed: .max)
  }

  @Test("D37: everything that is saved is loaded again, and saved again as the same bytes")
  func roundTrip() throws {
    let artifact = try artifact()
    let loaded = try Artifact(artifact.text)
    #expect(loaded == artifact)
    #expect(loaded.text == artifact.text)
    #expect(loaded.sha256 == artifact.sha256)
    #expect(loaded.seed == .max)
  }

  @Test(
    "a calibration of an older artifact, of fewer signals and without held-out rows, still counts")
  func olderCalibration() throws {
    let old: JSONValue = [
      "method": "logistic",
      "signals": [
        "least_logit", "mean_logit", "first_logit", "has_tokens", "grounded", "absent", "repaired",
      ],
      "weights": [0.5, 0, 0, 0, 2, 0, -1], "intercept": -0.5, "fields": ["shop": 0.25],
      "record": [1, 0.5, 0], "n": 90, "wrong": 20, "rows": "selection", "belongs_to": "ab",
    ]
    let calibration = try #require(Calibration(json: old))
    #expect(calibration.agreeing == nil && calibration.threshold(error: 0.1) == nil)
    var signals = Signals()
    signals[.leastLogit] = 2
    signals[.grounded] = 1
    // 0.5 · 2 + 2 · 1 - 0.5 + 0.25 = 2.75
    let p = calibration.plain.probability(signals, of: .root.key("shop"))
    #expect(abs(p - 0.939_913) < 1e-6)
    #expect(calibration.json == old)
  }

  @Test("a fresh artifact, with nothing optional in it, makes the round trip too")
  func minimal() throws {
    for json in [PydanticSchemas.invoice, PydanticSchemas.node, PydanticSchemas.owner] {
      let artifact = Artifact(
        name: "n", template: .seed(try Schema(json: json)), model: "local/x")
      let loaded = try Artifact(artifact.text)
      #expect(loaded == artifact)
      #expect(loaded.text == artifact.text)
      #expect(loaded.calibration == nil && loaded.scores == nil && loaded.data == nil)
    }
  }

  @Test("how many demonstrations a prompt shows is kept, and is part of the identity")
  func nearest() throws {
    var artifact = try artifact()
    let before = artifact.template.sha256
    artifact.template.layout.nearest = 3
    #expect(artifact.template.sha256 != before)
    let loaded = try Artifact(artifact.text)
    #expect(loaded == artifact && loaded.template.layout.nearest == 3)
  }

  @Test("the file has the keys that scripts read, sorted, and neither time nor host")
  func contract() throws {
    let json = try JSONParser.parse(try artifact().text)
    let keys = json.object?.keys ?? []
    #expect(keys == keys.sorted())
    #expect(
      Set(keys) == [
        "format", "name", "version", "schema", "schema_order", "instruction", "fields",
        "demonstrations", "layout", "model", "decoding", "metric", "calibration", "scores", "data",
        "lineage", "seed",
      ])
    #expect(json[key: "format"] == "prompter/1")
    #expect(
      json[key: "fields"]?[key: "shop"]
        == ["description": "Who sold", "rules": ["Use the name as printed", "No address"]])
    #expect(json[key: "demonstrations"]?.array?.first?.object?.keys == ["expected", "input"])
    #expect(json[key: "lineage"] == ["parent_sha256": "ff", "command": "prompter optimize …"])
    #expect(json[key: "data"] == ["sha256": "ab12", "n": 200])
  }

  @Test("the order of the schema's fields survives the sorting of the file's keys")
  func order() throws {
    let schema = try Schema([
      "$defs": ["Z": ["type": "object", "properties": ["y": [:], "b": [:]]]],
      "type": "object",
      "properties": [
        "z": ["$ref": "#/$defs/Z"],
        "m": ["type": "array", "items": ["type": "object", "properties": ["q": [:], "c": [:]]]],
        "properties": ["type": "object", "properties": ["w": [:], "d": [:]]],
        "a": [
          "anyOf": [["type": "object", "properties": ["v": [:], "e": [:]]], ["type": "null"]]
        ],
      ],
    ])
    let artifact = Artifact(name: "n", template: .seed(schema), model: "a/b")
    let loaded = try Artifact(artifact.text).template.schema
    let names = [
      "z", "z.y", "z.b", "m", "m[].q", "m[].c", "properties", "properties.w", "properties.d", "a",
      "a.v", "a.e",
    ]
    #expect(schema.fields.map(\.path.description) == names)
    #expect(loaded.fields.map(\.path.description) == names)
  }

  @Test("an artifact edited by hand still loads: fields added to the schema or taken out")
  func edited() throws {
    let text = try artifact().text
    var json = try #require(JSONParser.parse(text).object)
    var schema = try #require(json["schema"]?.object)
    var properties = try #require(schema["properties"]?.object)
    properties["new"] = ["type": "string"]
    schema["properties"] = .object(properties)
    json["schema"] = .object(schema)
    let loaded = try Artifact(JSONValue.object(json).text())
    #expect(Set(loaded.template.schema.fields.map(\.path.description)).contains("new"))
  }

  @Test("a file that was cut anywhere names the byte at which it ends")
  func cut() throws {
    let bytes = Array(try artifact().text.utf8)
    for count in [0, 1, bytes.count / 4, bytes.count / 2, bytes.count - 2] {
      let text = String(decoding: bytes[..<count], as: UTF8.self)
      #expect {
        try Artifact(text)
      } throws: { error in
        "\(error)" == "damaged at byte \(text.utf8.count): the text ends too early"
      }
    }
  }

  @Test(
    "another format or a future version is refused in so many words",
    arguments: [
      ("{}", "not a prompter artifact: it has no \"format\""),
      ("[]", "not a prompter artifact: it has no \"format\""),
      (
        #"{"format": "prompter/2"}"#,
        "its format is prompter/2, this version reads prompter/1; update prompter"
      ),
      (#"{"format": "evaluation/1"}"#, "its format is 'evaluation/1', not a prompter artifact"),
    ])
  func otherFormats(text: String, message: String) {
    #expect(throws: ArtifactError(message)) { try Artifact(text) }
  }

  @Test(
    "D37: a part that is missing or malformed is named",
    arguments: [
      ("name", nil, "\"name\" is missing or not a string"),
      ("model", 3, "\"model\" is missing or not a string"),
      ("instruction", nil, "\"instruction\" is missing or not a string"),
      ("schema", nil, "\"schema\" is missing or not an object"),
      (
        "schema", ["type": "string"],
        "its schema: #: the root must describe an object, one record with named fields"
      ),
      ("fields", ["shop": "x"], "\"fields\": 'shop' is malformed"),
      ("fields", ["shop": ["description": "", "rules": "x"]], "\"fields\": 'shop' is malformed"),
      ("fields", ["shop": ["description": "", "rules": [1]]], "\"fields\": 'shop' is malformed"),
      ("fields", ["a..b": ["description": ""]], "\"fields\": 'a..b' is malformed"),
      ("fields", ["gone": ["description": ""]], "the schema has no field 'gone'"),
      ("demonstrations", [["input": "x"]], "demonstration 1 is malformed"),
      ("demonstrations", ["x": 1], "\"demonstrations\" is not an array"),
      (
        "demonstrations", [["input": "x", "expected": [:]]],
        "demonstration 1: shop: is required but missing"
      ),
      (
        "layout", ["guide": "poem", "demonstrations": "turns"],
        "\"layout\" is unknown; update prompter"
      ),
      (
        "layout", ["guide": "none", "demonstrations": "turns", "nearest": 0],
        "\"layout.nearest\" must be a whole number above 0"
      ),
      ("decoding", nil, "\"decoding\" is missing or not an object"),
      (
        "calibration", ["method": "oracle"],
        "\"calibration\" is malformed or of another version; calibrate again"
      ),
      ("scores", ["seed_score": 1], "\"scores\" is malformed"),
      ("data", ["sha256": 1], "\"data\" is malformed"),
      ("version", "4", "\"version\" is not a whole number"),
      ("seed", "x", "\"seed\" is not a whole number"),
    ] as [(String, JSONValue?, String)])
  func malformed(key: String, value: JSONValue?, message: String) throws {
    var json = try #require(artifact().json.object)
    json[key] = value
    #expect(throws: ArtifactError(message)) { try Artifact(JSONValue.object(json).text()) }
  }

  @Test("an artifact can be written to a file and read from it")
  func file() throws {
    let folder = try TemporaryFolder()
    let artifact = try artifact()
    try folder.write(artifact.text, to: "prompters/receipts/4.json")
    #expect(try Artifact(folder.read("prompters/receipts/4.json")) == artifact)
  }
}
