import PrompterCore

/// Evaluations made by hand, without a model.
enum EvaluationSamples {
  static let fields = ["x", "y"].map { FieldPath.root.key($0) }

  /// A row whose record score is the mean of its fields' scores; nil for no answer.
  static func row(_ id: String, _ scores: [Double]?) -> EvaluationRow {
    guard let scores else {
      return EvaluationRow(
        id: id, expected: [:],
        failure: .noAnswer(ModelError(.rateLimited, "slow down")))
    }
    var scored: [FieldPath: FieldScore] = [:]
    for (field, score) in zip(fields, scores) {
      scored[field] = FieldScore(score, score >= FieldScore.rightness ? .right : .wrong)
    }
    return EvaluationRow(
      id: id, expected: [:], predicted: [:], score: scores.mean, fields: scored)
  }

  static func evaluation(_ name: String, _ rows: [EvaluationRow]) -> Evaluation {
    Evaluation(
      prompter: name, prompterHash: "h", model: "a/b", data: "d", dataHash: "s",
      scoredFields: fields, reportedFields: fields, rows: rows, counts: RunCounts(), cost: nil)
  }
}
