/// What a search may use, and what it foresees to use.
extension Lab {
  /// What was used besides questions.
  var used: SearchLimits {
    SearchLimits(
      tokens: usage.input + usage.output, cost: cost,
      seconds: (setup.engine.clock.now - start).seconds)
  }

  /// Whether all limits allow that candidates are tried on examples, as far as one can foresee.
  func allows(_ candidates: [Candidate], on examples: [Example]) -> Bool {
    fits(candidates.map { (candidate: $0, examples: unknown($0, examples)) })
  }

  /// Whether there is room for so many questions.
  func fits(_ trials: [Trial]) -> Bool {
    trials.reduce(0) { $0 + $1.examples.count } <= left && excess(trials) == nil
  }

  /// The examples that a candidate has not been tried on.
  func unknown(_ candidate: Candidate, _ examples: [Example]) -> [Example] {
    guard let known = outcomes[candidate.id] else { return examples }
    return examples.filter { known[$0.id] == nil }
  }

  /// Throws, and notes why the search ends, when questions would exceed what may be used.
  func check(_ trials: [Trial]) throws {
    let count = trials.reduce(0) { $0 + $1.examples.count }
    guard count > 0 else { return }
    if let reason = excess(trials) {
      stoppedBecause = reason
      throw Exhausted()
    }
    guard count <= left else { throw exhausted() }
  }

  typealias Trial = (candidate: Candidate, examples: [Example])

  /// The error that ends a search, and why.
  func exhausted() -> Exhausted {
    stoppedBecause =
      spent < budget && !limits.isEmpty
      ? "its share of the tokens, dollars or seconds was used"
      : "the budget of \(budget) calls was used"
    return Exhausted()
  }

  /// What limit questions would exceed, in words, as far as one can foresee; nil when none.
  func excess(_ trials: [Trial]) -> String? {
    guard !limits.isEmpty else { return nil }
    let more = forecast(trials)
    var total = used
    total.tokens = (total.tokens ?? 0) + more.input + more.output
    total.cost = cost + (setup.engine.price?.cost(more) ?? 0)
    let count = trials.reduce(0) { $0 + $1.examples.count }
    if spent > 0, let seconds = total.seconds {
      total.seconds = seconds * (1 + Double(count) / Double(spent))
    }
    return limits.exceeded(by: total)
  }

  /// The tokens of questions: what their prompts and the expected records seem to take, as far off
  /// as such forecasts were before.
  func forecast(_ trials: [Trial], isCorrected: Bool = true) -> Usage {
    var sum = Usage()
    for trial in trials {
      guard let first = trial.examples.first else { continue }
      let prompt = (try? trial.candidate.template.prompt(for: first.document))?.estimatedTokens ?? 0
      sum.input += prompt * trial.examples.count
      sum.output += trial.examples.reduce(0) {
        $0 + ($1.expected?.text(.spaced).utf8.count ?? 0) / 3
      }
    }
    let (foreseen, used) = (experience.foreseen, experience.used)
    guard isCorrected, foreseen.input > 0, used.input > 0 else { return sum }
    sum.input = sum.input * used.input / foreseen.input
    sum.output = sum.output * used.output / max(1, foreseen.output)
    return sum
  }

  /// Knows what the lab of an earlier search has seen: how well tokens are foreseen, how many requests
  /// an answer takes, and whether the model has ever answered.
  func learn(from other: Lab) async {
    experience = await other.experience
    hasAnswered = await other.hasAnswered
    (asked, requests) = (await other.asked, await other.requests)
  }

  /// Tokens that were foreseen, and those that were used then.
  struct Experience: Sendable {
    var foreseen = Usage()
    var used = Usage()
  }
}
