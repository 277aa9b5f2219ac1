/// A score from which on few are wrong, with the counts that prove it.
///
/// Fixed-sequence testing (Learn then Test; Angelopoulos and others 2021): the n best scored are
/// accepted for growing n, each step is tested at the full level with the exact bound of Clopper and
/// Pearson, and the first step that fails ends the sequence. The steps are the fewest examples with
/// which no error, one error, two errors … still prove the target. When what is scored lower is
/// wrong at least as often, the chance that the threshold breaks its promise is at most the level.
public struct RiskThreshold: Hashable, Sendable {
  /// Scores from here on are accepted.
  public let threshold: Double
  /// How many examples it accepts, and how many of them are wrong.
  public let accepted, wrong: Int
  /// How many examples it was found with.
  public let n: Int
  /// The upper bound of the share wrong among what is accepted, at most the target.
  public let upper: Double

  /// The share of examples that is accepted.
  public var coverage: Double { n > 0 ? Double(accepted) / Double(n) : 0 }

  /// What came of a search for a threshold.
  public enum Outcome: Hashable, Sendable {
    /// There is one that is proven.
    case certified(RiskThreshold)
    /// Nothing can be proven with so few examples; about so many would do, if they are like these.
    case tooFew(needed: Int)
    /// Even the best scored are wrong too often: more examples would not help.
    case hopeless

    /// The threshold; nil when there is none.
    public var certified: RiskThreshold? {
      if case .certified(let threshold) = self { threshold } else { nil }
    }
  }

  /// The fewest accepted examples that prove a target when none of them is wrong.
  ///
  /// - Parameters:
  ///   - target: the share wrong that is allowed, inside `0...1`.
  ///   - confidence: how sure the proof is, inside `0...1`.
  public static func fewest(target: Double, confidence: Double = 0.95) -> Int {
    Steps(target: target, confidence: confidence).next(after: 0, wrong: 0)
  }

  /// Finds the lowest threshold that is proven to keep a target.
  ///
  /// - Parameters:
  ///   - scores: higher is better; NaN ranks last. They must not come from a model that was fitted
  ///     with the labels of the same examples.
  ///   - right: whether each example is right; the longer list is cut.
  ///   - target: the share wrong that is allowed among what is accepted, inside `0...1`.
  ///   - confidence: the share of data sets for which the threshold keeps its promise.
  public static func find(
    _ scores: [Double], _ right: [Bool], target: Double, confidence: Double = 0.95
  ) -> Outcome {
    let groups = TieGroup.descending(scores, right)
    let n = groups.reduce(0) { $0 + $1.count }
    let steps = Steps(target: target, confidence: confidence)
    var best: RiskThreshold?
    var (accepted, wrong, allowed) = (0, 0, 0)
    var next = steps.next(after: 0, wrong: 0)
    for group in groups {
      accepted += group.count
      wrong += group.count - group.right
      // Equal scores are accepted together, so a step is taken where a group ends.
      guard accepted >= next else { continue }
      let upper = ClopperPearson.upper(failures: wrong, of: accepted, confidence: confidence)
      guard upper <= target, group.score > -.infinity else { break }
      best = RiskThreshold(
        threshold: group.score, accepted: accepted, wrong: wrong, n: n, upper: upper)
      while next <= accepted {
        allowed += 1
        next = steps.next(after: next, wrong: allowed)
      }
    }
    return best.map(Outcome.certified) ?? lacking(groups, n, steps)
  }

  /// How many examples would have done.
  private static func lacking(_ groups: [TieGroup], _ n: Int, _ steps: Steps) -> Outcome {
    var needed: Int?
    var (accepted, wrong) = (0, 0)
    for group in groups {
      accepted += group.count
      wrong += group.count - group.right
      let share = Double(wrong) / Double(accepted)
      guard share < steps.target, let fewest = steps.fewest(shareWrong: share) else { continue }
      let total = Double(fewest) * Double(n) / Double(accepted)
      // What takes so many examples is as good as out of reach.
      guard total < 1e7 else { continue }
      needed = min(needed ?? .max, max(n + 1, Int(total.rounded(.up))))
    }
    if let needed { return .tooFew(needed: needed) }
    let least = steps.next(after: 0, wrong: 0)
    return n < least ? .tooFew(needed: least) : .hopeless
  }
}

/// How many examples prove a target with so many errors among them.
private struct Steps {
  let target: Double
  let confidence: Double

  init(target: Double, confidence: Double) {
    self.target = min(max(target, 1e-6), 1 - 1e-6)
    self.confidence = min(max(confidence, 0), 1 - 1e-9)
  }

  /// Whether so many errors among n examples prove the target.
  func isProof(wrong: Int, of n: Int) -> Bool {
    // P[Bin(n, target) ≤ wrong], as in the bound of Clopper and Pearson.
    n > wrong
      && IncompleteBeta.regularized(1 - target, Double(n - wrong), Double(wrong) + 1)
        <= 1 - confidence
  }

  /// The fewest examples above `n` with which so many errors prove the target.
  func next(after n: Int, wrong: Int) -> Int {
    var (low, step) = (max(n, wrong), 1)
    while !isProof(wrong: wrong, of: low + step) {
      low += step
      step *= 2
    }
    var high = low + step
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isProof(wrong: wrong, of: middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The fewest examples that prove the target when so large a share of them is wrong.
  func fewest(shareWrong share: Double) -> Int? {
    func isEnough(_ n: Int) -> Bool {
      isProof(wrong: Int((share * Double(n)).rounded(.up)), of: n)
    }
    var high = 1
    while !isEnough(high) {
      guard high < 10_000_000 else { return nil }
      high *= 2
    }
    var low = high / 2
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
