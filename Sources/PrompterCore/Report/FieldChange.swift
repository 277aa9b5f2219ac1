/// What two sides of a comparison say of one field of one example.
struct FieldChange {
  /// The field.
  let path: FieldPath
  /// What is expected, and what A and B say; nil for nothing.
  let expected, a, b: JSONValue?
  /// The scores of both; nil when the record says none.
  let scoreA, scoreB: FieldScore?

  /// Whether B did worse.
  var isWorse: Bool { (scoreB?.score ?? 0) < (scoreA?.score ?? 0) }

  /// The fields that the two rows do not agree on, those with another score first.
  ///
  /// Fields of a list's items are left out: the list itself shows them.
  static func list(
    _ rows: (a: EvaluationRow, b: EvaluationRow), _ fields: [FieldPath]
  ) -> [FieldChange] {
    let changes = fields.compactMap { path -> FieldChange? in
      guard !path.isOfItems else { return nil }
      let change = FieldChange(
        path: path, expected: rows.a.expected.reported(at: path),
        a: rows.a.predicted?.reported(at: path), b: rows.b.predicted?.reported(at: path),
        scoreA: rows.a.fields[path], scoreB: rows.b.fields[path])
      let isSame =
        change.a ?? .null == change.b ?? .null && change.scoreA?.score == change.scoreB?.score
      return isSame ? nil : change
    }
    return changes.filter { $0.scoreA?.score != $0.scoreB?.score }
      + changes.filter { $0.scoreA?.score == $0.scoreB?.score }
  }
}

extension EvaluationRow {
  /// What stands in place of a field's value when there is no record.
  var missingRecord: String? {
    predicted == nil ? (failure.map { "no record (\($0.type))" } ?? "no record") : nil
  }
}
