/// Which of several candidates are best on some example: the pool of parents in GEPA (Agrawal and
/// others 2025, arXiv 2507.19457).
///
/// A candidate that is the best on one example only knows something that the others do not.
struct ParetoFront {
  /// For each candidate the number of examples on which nobody is better; 0 for a candidate that
  /// the others make superfluous.
  let weights: [Int]

  /// Compares candidates by their scores, by example; an example that one has not tried is not its
  /// own.
  init(_ scores: [[String: Double]]) {
    var fronts: [String: (highest: Double, members: [Int])] = [:]
    for (index, own) in scores.enumerated() {
      for (example, score) in own {
        guard let front = fronts[example], front.highest >= score else {
          fronts[example] = (score, [index])
          continue
        }
        if front.highest == score { fronts[example]?.members.append(index) }
      }
    }
    var places = Array(repeating: [String](), count: scores.count)
    var sizes: [String: Int] = [:]
    for (example, front) in fronts {
      sizes[example] = front.members.count
      for member in front.members { places[member].append(example) }
    }
    // The weakest goes first, if on each of its examples another one remains.
    let means = scores.map { Array($0.sorted { $0.key < $1.key }.map(\.value)).mean ?? 0 }
    let order = scores.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    for index in order where places[index].allSatisfy({ sizes[$0, default: 0] > 1 }) {
      for example in places[index] { sizes[example, default: 1] -= 1 }
      places[index] = []
    }
    weights = places.map(\.count)
  }

  /// The index of a candidate, drawn in proportion to the weights; the first one when all are 0.
  func pick(using generator: inout SeededGenerator) -> Int {
    var place = generator.below(weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if place < weight { return index }
      place -= weight
    }
    return 0
  }
}
