/// When a lab gives a model, a prompt or a metric up.
extension Lab {
  /// Throws why there are no answers when there has never been one, also where the retries used the
  /// budget up.
  func checkAlive(_ fresh: [Evaluator.Outcome]) throws {
    guard !hasAnswered, !fresh.contains(where: \.isAnswered) else { return }
    let cause = fresh.lazy.map(\.row).first { row in
      switch row.failure?.type {
      case nil, ModelError.Kind.deadline.rawValue: false
      case ModelError.Kind.budget.rawValue: row.attempts > 0
      default: true
      }
    }
    if let failure = cause?.failure { throw failure }
  }

  /// So many documents without an answer are borne: more of them when the prompt may be at fault.
  func patience(_ failure: Extraction.Failure) -> Int {
    let refusals: [ModelError.Kind] = [.invalidRequest, .filtered]
    return refusals.contains { $0.rawValue == failure.type } ? 4 * Self.patience : Self.patience
  }

  /// Whether the model has answered often, and never with a record: also when it was shown some, if
  /// that is tried.
  var isInVain: Bool {
    asked.usable == 0 && asked.rows >= (asked.shown > 0 ? 1 : 2) * Self.vainAnswers
  }

  /// Throws what a metric said in vain when it cannot score many of the answers: their fields would
  /// count for nothing, and the others for more.
  func checkScored(_ fresh: [Evaluator.Outcome]) throws {
    let failures = fresh.compactMap(\.row.failure).filter { $0.type == "metric" }
    unscored += failures.count
    if let failure = failures.first, unscored >= Self.patience, 4 * unscored > asked.rows {
      throw failure
    }
  }
}
