extension EvaluationRow {
  /// The id, and which repeat it is from the second one on.
  var name: String { repetition > 0 ? "\(id) (repeat \(repetition + 1))" : id }

  /// Whether the model answered and a scored field is not right.
  func isFailing(_ scored: [FieldPath]) -> Bool {
    isAnswered && (failure != nil || isExact(scored) == false)
  }

  /// The fields that are not right, in the given order.
  func faults(_ fields: [FieldPath]) -> [(path: FieldPath, score: FieldScore)] {
    fields.compactMap { path in
      guard let score = self.fields[path], score.outcome != .right else { return nil }
      return (path, score)
    }
  }

  /// The confidence of a field: its own, else the lowest of the values that it covers.
  func confidence(of field: FieldPath) -> Double? {
    confidence[field] ?? confidence.filter { field.covers($0.key) }.values.min()
  }

  /// The confidence of the record, else the lowest of the given fields.
  func confidence(over fields: [FieldPath]) -> Double? {
    recordConfidence ?? fields.compactMap(confidence(of:)).min()
  }
}

extension FieldPath {
  /// Whether a concrete path is a value of this field or lies below one.
  fileprivate func covers(_ concrete: FieldPath) -> Bool {
    concrete.steps.count >= steps.count
      && zip(steps, concrete.steps).allSatisfy { $0 == .each || $0 == $1 }
  }

  /// Whether this is a field of the items of a list, which weighs nothing of its own.
  var isOfItems: Bool { steps.contains(.each) }
}

extension JSONValue {
  /// What a record says of a field: its value, or of a field of items all their values.
  ///
  /// Nil when the field, or the list it belongs to, is absent.
  func reported(at field: FieldPath) -> JSONValue? {
    guard let place = field.steps.firstIndex(of: .each) else { return self[field] }
    let list = self[FieldPath(Array(field.steps[..<place]))]
    let rest = FieldPath(Array(field.steps[(place + 1)...]))
    let items: [JSONValue]
    switch list {
    case .array(let values)?: items = values
    case .object(let members)?: items = members.map(\.value)
    default: return nil
    }
    return .array(
      items.flatMap { item -> [JSONValue] in
        let value = item.reported(at: rest)
        return rest.isOfItems ? value?.array ?? [] : [value ?? .null]
      })
  }

  /// The value as plain text: a string as it is, anything else as JSON.
  func plain(_ style: JSONStyle = .compact) -> String { string ?? text(style) }
}

extension StringProtocol {
  /// The text, cut after a number of Unicode scalars; a cut shows as `…`.
  func cut(_ limit: Int) -> String {
    guard
      let end = unicodeScalars.index(
        unicodeScalars.startIndex, offsetBy: limit, limitedBy: unicodeScalars.endIndex),
      end != unicodeScalars.endIndex
    else { return String(self) }
    return String(String.UnicodeScalarView(unicodeScalars[..<end])) + "…"
  }
}
