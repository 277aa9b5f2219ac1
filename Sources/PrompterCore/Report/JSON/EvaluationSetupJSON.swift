extension EvaluationSetup {
  /// The setup as JSON.
  var json: JSONValue {
    [
      "version": version.map(JSONValue.string) ?? .null,
      "commit": commit.map(JSONValue.string) ?? .null,
      "decoding": decoding.map { decoding in
        [
          "temperature": .number(decoding.temperature),
          "max_output_tokens": .integer(decoding.maximumOutputTokens),
          "seed": decoding.seed.map(JSONValue.integer) ?? .null,
        ]
      } ?? .null,
      "price": price.map { price in
        ["input": .number(price.inputPerMillion), "output": .number(price.outputPerMillion)]
      } ?? .null,
      "searched": .integer(searched),
    ]
  }

  /// Reads a setup; what is not there stays unknown.
  init(json: JSONValue) {
    let decoding = json[key: "decoding"]
    let price = json[key: "price"]
    self.init(
      version: json[key: "version"]?.string, commit: json[key: "commit"]?.string,
      decoding: decoding?[key: "temperature"]?.double.map { temperature in
        Decoding(
          temperature: temperature,
          maximumOutputTokens: decoding?[key: "max_output_tokens"]?.int
            ?? Decoding().maximumOutputTokens,
          seed: decoding?[key: "seed"]?.int)
      },
      price: price?[key: "input"]?.double.flatMap { input in
        price?[key: "output"]?.double.flatMap { Price(checkedInput: input, output: $0) }
      }, searched: max(0, json[key: "searched"]?.int ?? 0))
  }
}
