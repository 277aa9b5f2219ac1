extension Evaluation {
  /// The rows without an answer.
  public var unanswered: [EvaluationRow] { rows.filter { !$0.isAnswered } }

  /// This record with its rows that had no answer asked again.
  ///
  /// Rows with an answer stay as they are. What both runs have sent and paid is added up.
  ///
  /// - Parameter later: the rows that were asked again, told by id and repeat.
  public func replacingErrors(with later: Evaluation) -> Evaluation {
    var answers: [String: [Int: EvaluationRow]] = [:]
    for row in later.rows { answers[row.id, default: [:]][row.repetition] = row }
    var merged = self
    merged.rows = rows.map { $0.isAnswered ? $0 : answers[$0.id]?[$0.repetition] ?? $0 }
    merged.counts = counts + later.counts
    merged.cost = cost.flatMap { cost in later.cost.map { cost + $0 } }
    return merged
  }
}
