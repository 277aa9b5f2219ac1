/// Drops candidates early that show no promise, and spends what is saved on the others.
///
/// All comparisons are paired: every candidate still alive is tried on the same next block of
/// examples, and compared with the incumbent example by example.
struct Race {
  /// How many new examples each round adds.
  let blocks: [Int]

  /// The candidate with the best mean difference to the incumbent over the rounds; the incumbent
  /// itself when none is better.
  ///
  /// Each round drops the worse half of the candidates, and those that sign-test futility rules out
  /// (P[Bin(w + l, ½) ≤ w] < 0.1 of wins w and losses l against the incumbent).
  func winner(
    _ candidates: [Candidate], against incumbent: Candidate, in lab: Lab
  ) async throws -> Candidate {
    var alive = candidates
    var used = 0
    var best = incumbent
    for (round, block) in blocks.enumerated() where !alive.isEmpty {
      let examples = Array(lab.select.dropFirst(used).prefix(block))
      guard !examples.isEmpty else { break }
      used += examples.count
      var ranked: [(candidate: Candidate, mean: Double)] = []
      var isExhausted = false
      do {
        _ = try await lab.evaluate(incumbent, on: examples)
        for candidate in alive {
          _ = try await lab.evaluate(candidate, on: examples)
          let differences = await lab.differences(incumbent, candidate)
          let (wins, losses) = (differences.count { $0 > 0.05 }, differences.count { $0 < -0.05 })
          let isFutile = SignTest.futility(wins: wins, losses: losses) < 0.1 && losses > wins
          await lab.note([
            "event": isFutile ? "dropped" : "raced", "candidate": .string(candidate.id),
            "origin": .string(candidate.origin), "round": .integer(round),
            "wins": .integer(wins), "losses": .integer(losses),
            "mean_difference": JSONValue(differences.mean),
          ])
          if !isFutile { ranked.append((candidate, differences.mean ?? 0)) }
        }
      } catch is Lab.Exhausted {
        // Who was tried on this block is still compared on it.
        isExhausted = true
      }
      ranked.sort { $0.mean > $1.mean }
      if let first = ranked.first { best = first.mean > 0 ? first.candidate : incumbent }
      if isExhausted { break }
      let isLast = round == blocks.count - 1
      alive = ranked.prefix(isLast ? 1 : max(1, (ranked.count + 1) / 2)).map(\.candidate)
    }
    return best
  }
}
