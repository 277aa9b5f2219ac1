/// Asks a language model how well a value agrees with the expected one.
///
/// It owns its model; a verdict that cannot be read is an error, never a middling score.
public struct Judge: Metric {
  /// `judge`.
  public let name = "judge"
  /// Who judges.
  public let model: any LanguageModel
  /// What counts, in words.
  public let criteria: String

  /// Makes the metric.
  public init(
    model: any LanguageModel,
    criteria: String = "Both say the same; wording and word order do not matter."
  ) {
    self.model = model
    self.criteria = criteria
  }

  private static let verdict: JSONValue = [
    "type": "object",
    "properties": ["score": ["type": "number", "minimum": 0, "maximum": 1]],
    "required": ["score"], "additionalProperties": false,
  ]

  /// From 0 to 1, as the model says.
  public func score(_ predicted: JSONValue, expected: JSONValue) async throws -> Double {
    if predicted == expected { return 1 }
    let prompt = Prompt(
      messages: [
        .init(
          .system,
          "You compare two values. \(criteria) Answer with a JSON object "
            + "{\"score\": s}, s from 0 (no agreement) to 1 (full agreement)."),
        .init(
          .user,
          "<expected>\n\(MetricText.plain(expected))\n</expected>\n"
            + "<given>\n\(MetricText.plain(predicted))\n</given>"),
      ], responseSchema: ResponseSchema(Self.verdict))
    let completion = try await model.complete(
      Call(prompt: prompt, decoding: Decoding(maximumOutputTokens: 50)))
    guard let schema = try? Schema(Self.verdict),
      let verdict = try? LenientParser(schema: schema).parse(completion.text).get().value,
      let score = verdict[key: "score"]?.double, (0...1).contains(score)
    else { throw MetricError(metric: name, message: "the model's verdict is no score from 0 to 1") }
    return score
  }
}
