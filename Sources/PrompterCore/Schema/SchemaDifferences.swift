extension Schema {
  /// How this schema's fields differ from another one's, a sentence each; empty when records of the
  /// one are records of the other.
  ///
  /// Words and annotations do not count.
  public func differences(from other: Schema) -> [String] {
    let mine = Dictionary(fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let theirs = Dictionary(
      other.fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var differences: [String] = []
    for field in fields where theirs[field.path] == nil {
      differences.append("'\(field.path)' is missing there")
    }
    for field in other.fields {
      guard let own = mine[field.path] else {
        differences.append("'\(field.path)' is only there")
        continue
      }
      let (a, b) = (typeText(own), other.typeText(field))
      if a != b { differences.append("'\(field.path)' is \(b) there, not \(a)") }
    }
    return differences
  }
}
