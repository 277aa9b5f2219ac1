extension Decoding {
  /// With tokens for a thought before the record.
  public var thinking: Decoding {
    var decoding = self
    decoding.maximumOutputTokens += AnswerForm.thoughtTokens
    return decoding
  }
}

extension PromptTemplate {
  /// How answers to these prompts are decoded, when their records are decoded so.
  public func decoding(_ decoding: Decoding) -> Decoding {
    layout.reasoning ? decoding.thinking : decoding
  }
}
