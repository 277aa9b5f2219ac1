/// Examples that share one score, with how many of them were right.
///
/// Metrics that work on these groups cannot depend on the order of equally scored examples.
struct TieGroup {
  var score: Double
  var count = 0
  var right = 0

  /// The groups from the highest score down; NaN ranks as −∞, extra scores or labels are ignored.
  static func descending(_ scores: [Double], _ labels: [Bool]) -> [TieGroup] {
    let pairs = zip(scores, labels).map { ($0.isNaN ? -.infinity : $0, $1) }
    var groups: [TieGroup] = []
    for (score, isRight) in pairs.sorted(by: { $0.0 > $1.0 }) {
      if groups.last?.score != score { groups.append(TieGroup(score: score)) }
      groups[groups.count - 1].count += 1
      if isRight { groups[groups.count - 1].right += 1 }
    }
    return groups
  }
}
