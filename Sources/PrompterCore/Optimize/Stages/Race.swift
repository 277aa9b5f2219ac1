/// Drops candidates early that show no promise, and spends what is saved on the others.
///
/// All comparisons are paired: every candidate still alive is tried on the same next examples. The
/// incumbent runs along, for no more examples than the others, and may be beaten like them.
struct Race {
  /// How many new examples each round adds.
  let blocks: [Int]
  /// The most questions that the race may ask.
  var allowance = Int.max

  /// The fewest new examples that are worth a round, and the most that any round adds.
  private static let (smallestBlock, largestBlock) = (4, 32)

  /// The candidate with the best mean on the examples of the last round that all of the survivors
  /// answered; of equals the incumbent, then the one that comes first.
  ///
  /// Each round drops the worse half of the candidates, and those that sign-test futility rules out
  /// (P[Bin(w + l, ½) ≤ w] < 0.1 of wins w and losses l). All are compared with the incumbent, or,
  /// when it has left, with the best of the round before, which has answered the newest examples too.
  /// A round that the budget does not allow for all of them is smaller, for all of them alike.
  func winner(
    _ candidates: [Candidate], against incumbent: Candidate, in lab: Lab
  ) async throws -> Candidate {
    var alive = [incumbent] + candidates.filter { $0.id != incumbent.id }
    var used = 0
    let start = await lab.spent
    for (round, block) in blocks.enumerated() where alive.count > 1 {
      let left = min(await lab.left, allowance - (await lab.spent - start))
      var size = min(block, await affordable(left, alive, from: used, lab))
      while size < min(Self.smallestBlock, block), alive.count > 2 {
        // Fewer candidates that are looked at are worth more than many that are not.
        alive.removeLast()
        size = min(block, await affordable(left, alive, from: used, lab))
      }
      let examples = Array(lab.select.dropFirst(used).prefix(size))
      guard examples.count >= min(Self.smallestBlock, block), !examples.isEmpty else { break }
      var ranked: [(candidate: Candidate, mean: Double)] = []
      do {
        try await lab.evaluate(alive, on: examples)
      } catch is Lab.Exhausted {
        // Some were asked again more often than foreseen: what is known so far decides.
        if used == 0 { alive = await early(alive, incumbent, examples, lab) }
        break
      }
      used += examples.count
      let shared = Array(lab.select.prefix(used))
      let rival = alive.contains(incumbent) ? incumbent : alive[0]
      let hasAnswers = await !lab.differences(rival, rival, on: shared).isEmpty
      for candidate in alive {
        let differences = await lab.differences(rival, candidate, on: shared)
        guard !differences.isEmpty || !hasAnswers else {
          await lab.drop(candidate, because: "no answers")
          continue
        }
        let tally = SignTally(differences)
        let isFutile = tally.isFutile
        if isFutile {
          await lab.drop(
            candidate, because: "\(tally.wins) wins, \(tally.losses) losses",
            gain: differences.mean)
        } else {
          ranked.append((candidate, differences.mean ?? 0))
        }
      }
      // The sort keeps the order of equals: nobody wins against the rival by a tie.
      ranked = Self.bestFirst(ranked)
      let isLast = round == blocks.count - 1
      let kept = ranked.prefix(isLast ? 1 : max(1, (ranked.count + 1) / 2))
      for loser in ranked.dropFirst(kept.count) {
        await lab.drop(
          loser.candidate, because: "in the worse half of round \(round + 1)",
          gain: loser.mean)
      }
      alive = kept.map(\.candidate)
    }
    let winner = alive.first ?? incumbent
    if winner != incumbent { await lab.crown(winner) }
    return winner
  }

  /// The candidates of a first round that was cut short, the best first; those with too few answers
  /// are left out.
  private func early(
    _ alive: [Candidate], _ incumbent: Candidate, _ examples: [Example], _ lab: Lab
  ) async -> [Candidate] {
    var ranked: [(candidate: Candidate, mean: Double)] = [(incumbent, 0)]
    for candidate in alive where candidate.id != incumbent.id {
      let differences = await lab.differences(incumbent, candidate, on: examples)
      guard differences.count >= Self.smallestBlock, let mean = differences.mean else { continue }
      ranked.append((candidate, mean))
    }
    return Self.bestFirst(ranked).map(\.candidate)
  }

  private static func bestFirst(
    _ ranked: [(candidate: Candidate, mean: Double)]
  ) -> [(candidate: Candidate, mean: Double)] {
    ranked.enumerated().sorted {
      ($1.element.mean, $0.offset) < ($0.element.mean, $1.offset)
    }.map(\.element)
  }

  /// How many new examples all of the candidates can answer with so many questions.
  private func affordable(
    _ questions: Int, _ alive: [Candidate], from used: Int, _ lab: Lab
  ) async -> Int {
    var left = questions
    var size = 0
    var known: [[String: Evaluator.Outcome]] = []
    for candidate in alive { known.append(await lab.known(candidate)) }
    for example in lab.select.dropFirst(used) {
      left -= known.count { $0[example.id] == nil }
      guard left >= 0 else { break }
      size += 1
    }
    size = min(size, Self.largestBlock)
    while size > 0, await !lab.allows(alive, on: Array(lab.select.dropFirst(used).prefix(size))) {
      size -= 1
    }
    return size
  }
}
