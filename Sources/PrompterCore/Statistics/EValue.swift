import Foundation

/// Evidence that may be looked at after every example.
///
/// P(ever E ≥ 1/α) ≤ α without an effect, whatever the rule for stopping (Ville's inequality;
/// Ramdas and others 2023, "Game-theoretic statistics and safe anytime-valid inference").
public enum EValue {
  /// The one-sided e-value of wins against losses, above 0; 1 before any pair was seen.
  ///
  /// The likelihood ratio of a uniform mixture over θ > ½ against θ = ½:
  /// `E(w, l) = 2^(w+l+1) · B(w+1, l+1) · (1 − I_½(w+1, l+1))`. Worked in logarithms; a result
  /// beyond the largest finite number is given as that number.
  public static func sign(wins: Int, losses: Int) -> Double {
    let (wins, losses) = FairCoin.counts(wins, losses)
    let w = Double(wins) + 1
    let l = Double(losses) + 1
    // 1 − I_½(w+1, l+1) = I_½(l+1, w+1), which keeps its precision when it is small.
    let logarithm =
      (w + l - 1) * log(2) + IncompleteBeta.logBeta(w, l)
      + IncompleteBeta.logRegularized(0.5, l, w)
    return min(exp(logarithm), .greatestFiniteMagnitude)
  }
}
