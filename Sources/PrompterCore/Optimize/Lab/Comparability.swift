/// What an example without an answer says of a prompt.
extension EvaluationRow {
  /// Whether the prompt for the document was longer than the model's window.
  var isTooLong: Bool { failure?.type == ModelError.Kind.tooLong.rawValue }

  /// Whether two prompts may be compared by their rows of an example: both were answered, or one was
  /// and the other had no room for the document, which is then as bad as a useless answer.
  func isComparable(with other: EvaluationRow) -> Bool {
    (isAnswered || isTooLong) && (other.isAnswered || other.isTooLong)
      && (isAnswered || other.isAnswered)
  }
}
