/// The examples of several evaluations, brought together by their ids.
struct Alignment {
  /// The answered rows by example, one dictionary an evaluation.
  private let answered: [[String: [EvaluationRow]]]
  /// The ids of examples that all have answered, in the order of the first evaluation.
  let common: [String]
  /// How many examples are left out because the records expect different things of them.
  let relabelled: Int

  init(_ evaluations: [Evaluation]) {
    answered = evaluations.map { Dictionary(grouping: $0.answered, by: \.id) }
    guard let first = evaluations.first else {
      (common, relabelled) = ([], 0)
      return
    }
    var seen: Set<String> = []
    var common: [String] = []
    var relabelled = 0
    for row in first.answered where seen.insert(row.id).inserted {
      let others = answered.dropFirst().map { $0[row.id]?.first?.expected }
      guard others.allSatisfy({ $0 != nil }) else { continue }
      // An id that stands for another example on the other side compares nothing.
      if others.allSatisfy({ $0 == row.expected }) {
        common.append(row.id)
      } else {
        relabelled += 1
      }
    }
    self.common = common
    self.relabelled = relabelled
  }

  /// How many examples an evaluation has answered.
  func count(_ evaluation: Int) -> Int { answered[evaluation].count }

  /// The common examples of two of the evaluations.
  func examples(_ a: Int, _ b: Int) -> [ComparedExample] {
    common.compactMap { id in
      ComparedExample(id: id, answered[a][id] ?? [], answered[b][id] ?? [])
    }
  }

  /// The rows of the common examples that an evaluation has answered.
  func rows(_ evaluation: Int) -> [[EvaluationRow]] {
    common.map { answered[evaluation][$0] ?? [] }
  }
}
