/// What a comparison has shown, in words.
enum VerdictText {
  static func sentence(_ comparison: Comparison) -> String {
    guard let difference = comparison.difference else {
      return "no example was answered by both: nothing can be said"
    }
    switch comparison.verdict {
    case .better: return "B is better than A by \(amount(difference))"
    case .worse: return "B is worse than A by \(amount(difference))"
    case .noEvidence:
      if difference.mean == 0, comparison.minimumDetectable == 0 {
        return "no difference on any example: no evidence"
      }
      let least = comparison.minimumDetectable.map {
        "; with so many examples a difference below \(ReportNumber.score($0)) is mostly not seen"
      }
      return "no evidence of a difference\(least ?? "")"
    }
  }

  private static func amount(_ difference: PairedDifference) -> String {
    "\(ReportNumber.score(abs(difference.mean))), 95 % interval "
      + "\(ReportNumber.differences(difference.interval))"
  }
}
