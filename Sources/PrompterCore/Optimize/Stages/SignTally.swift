/// Examples on which a candidate is better or worse than another by more than a tie.
struct SignTally: Hashable {
  private(set) var wins = 0
  private(set) var losses = 0

  /// Scores that differ by less are alike.
  private static let tie = 0.05

  init(_ differences: some Sequence<Double>) {
    for difference in differences {
      if difference > Self.tie { wins += 1 }
      if difference < -Self.tie { losses += 1 }
    }
  }

  /// Whether so few wins make it unlikely that it is better.
  var isFutile: Bool {
    losses > wins && SignTest.futility(wins: wins, losses: losses) < 0.1
  }

  /// Whether it leans to the better, enough to be chosen but not to be claimed.
  var leans: Bool { SignTest.oneSided(wins: wins, losses: losses) < 0.4 }

  /// Whether enough is known to stop asking, however often one has looked.
  var isSettled: Bool { EValue.sign(wins: wins, losses: losses) >= 10 }

  /// Whether it is worse, and hardly by chance.
  var isHarmful: Bool {
    losses > wins && SignTest.oneSided(wins: losses, losses: wins) < 0.1
  }
}
