/// One-sided sign tests on paired wins and losses; ties are left out by the caller.
public enum SignTest {
  /// P[Bin(wins + losses, ½) ≤ wins]: small when a candidate has too few wins to go on with.
  ///
  /// 1 without any win or loss.
  public static func futility(wins: Int, losses: Int) -> Double {
    let (w, l) = FairCoin.counts(wins, losses)
    return FairCoin.atMost(w, of: w + l)
  }

  /// P[Bin(wins + losses, ½) ≥ wins]: small when so many wins would be rare without an effect.
  ///
  /// 1 without any win. Valid for a number of pairs fixed beforehand only; see ``EValue``.
  public static func oneSided(wins: Int, losses: Int) -> Double {
    let (w, l) = FairCoin.counts(wins, losses)
    return FairCoin.atLeast(w, of: w + l)
  }
}
