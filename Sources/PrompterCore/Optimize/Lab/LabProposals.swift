/// Asks the proposer.
extension Lab {
  /// Asks the proposer; counts against the budget.
  ///
  /// - Parameters:
  ///   - temperature: 0 or above; 1 for texts that differ.
  ///   - repetition: tells apart the answers to the same prompt.
  /// - Returns: nil when there is no proposer, or one that has failed three times in a row.
  /// Throws `Exhausted`, or what the model throws.
  public func propose(
    _ prompt: Prompt, temperature: Double = 1, repetition: Int = 0
  ) async throws -> String? {
    guard let proposer = setup.proposer, vainProposals < Self.proposerPatience else { return nil }
    if let reason = limits.exceeded(by: used) {
      stoppedBecause = reason
      throw Exhausted()
    }
    guard left > 0 else { throw exhausted() }
    spent += 1
    setup.asked(1, false)
    let call = Call(
      prompt: prompt,
      decoding: Decoding(temperature: temperature, maximumOutputTokens: 2_000, seed: 0),
      repetition: repetition)
    let answer: Completion
    do { answer = try await proposer.model.complete(call) } catch let error as ModelError {
      vainProposals += 1
      note(["event": "proposer failed", "reason": .string(error.kind.rawValue)])
      throw error
    }
    vainProposals = 0
    spent += max(0, answer.attempts + answer.savedAttempts - 1)
    count(answer.usage + answer.savedUsage, of: proposer)
    note([
      "event": "proposed", "spent": .integer(spent), "cached": .bool(answer.isCached),
    ])
    return answer.text
  }

  /// Adds to what was used.
  func count(_ used: Usage, of engine: Engine) {
    usage = usage + used
    cost += engine.price?.cost(used) ?? 0
  }
}
