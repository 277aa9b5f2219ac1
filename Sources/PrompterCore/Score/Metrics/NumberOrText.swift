/// Numbers as numbers and other text by its words, for fields that take both: 12.5 is "12.50".
struct NumberOrText: Metric {
  let name = "number_or_text"

  func score(_ predicted: JSONValue, expected: JSONValue) throws -> Double {
    let isNumber = expected.double != nil || expected.string.flatMap(Double.init) != nil
    return isNumber
      ? try NumberClose().score(predicted, expected: expected)
      : NormalizedText().score(predicted, expected: expected)
  }
}
