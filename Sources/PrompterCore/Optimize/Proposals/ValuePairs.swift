/// The values of a field in an expected and a predicted record, side by side.
///
/// Of the fields of a list's items there is a pair for each two items that belong together: items
/// are matched so that as many of their values agree as possible.
struct ValuePairs {
  /// Values that belong together; nil for one that is not there.
  struct Pair {
    let expected, predicted: JSONValue?
  }

  /// The pairs, in the order of the predicted items.
  let pairs: [Pair]

  /// How many items of a list are looked at.
  private static let mostItems = 50

  /// Finds the pairs of a field in two records.
  init(of path: FieldPath, expected: JSONValue?, predicted: JSONValue?) {
    pairs = Self.pairs(path.steps[...], expected, predicted)
  }

  private static func pairs(
    _ steps: ArraySlice<FieldPath.Step>, _ expected: JSONValue?, _ predicted: JSONValue?
  ) -> [Pair] {
    guard let place = steps.firstIndex(of: .each) else {
      let path = FieldPath(Array(steps))
      return [Pair(expected: expected?[path], predicted: predicted?[path])]
    }
    let list = FieldPath(Array(steps[..<place]))
    let rest = steps[(place + 1)...]
    return items(expected?[list], predicted?[list]).flatMap {
      pairs(rest, $0.expected, $0.predicted)
    }
  }

  /// The items of two lists, or the values of two maps, that belong together.
  private static func items(_ expected: JSONValue?, _ predicted: JSONValue?) -> [Pair] {
    if let wanted = expected?.object, let given = predicted?.object {
      return wanted.compactMap { key, value in
        given[key].map { Pair(expected: value, predicted: $0) }
      }
    }
    let wanted = Array((expected?.array ?? []).prefix(mostItems))
    let given = Array((predicted?.array ?? []).prefix(mostItems))
    let weights = given.map { item in wanted.map { agreement(item, $0) } }
    return Assignment.maximum(weights).enumerated().compactMap { row, column in
      column.map { Pair(expected: wanted[$0], predicted: given[row]) }
    }
  }

  /// How many members two items share; 1 for two equal values that have no members.
  private static func agreement(_ a: JSONValue, _ b: JSONValue) -> Double {
    guard let given = a.object, let wanted = b.object else { return a == b ? 1 : 0 }
    return Double(given.count { key, value in wanted[key] == value })
  }
}

extension EvaluationRow {
  /// The values of a field, expected and predicted, side by side.
  func values(of path: FieldPath) -> [ValuePairs.Pair] {
    ValuePairs(of: path, expected: expected, predicted: predicted).pairs
  }

  /// What is wrong with a field that was scored below right; nil when its values do not tell.
  func feedback(_ field: Field) -> FieldFeedback? {
    values(of: field.path).lazy.compactMap {
      FieldFeedback(field, expected: $0.expected, predicted: $0.predicted)
    }.first
  }
}
