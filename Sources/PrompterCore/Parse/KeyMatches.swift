/// Which member of an object as written belongs to which property of the schema.
struct KeyMatches {
  /// For every property the index of its member.
  private(set) var members: [Int?]
  /// The members that belong to a property.
  private(set) var used: Set<Int> = []

  /// Whether no member belongs to any property.
  var isEmpty: Bool { used.isEmpty }

  /// Matches by name, and what is left by name without regard to case, blanks, `_` and `-` when
  /// that is unique.
  ///
  /// - Parameter last: the index of the last member of each key.
  init(
    _ written: [(key: String, value: JSONNode)], _ last: [String: Int],
    _ properties: [SchemaNode.Property]
  ) {
    members = properties.map { last[$0.name] }
    used = Set(members.compactMap { $0 })
    guard used.count < last.count, members.contains(nil) else { return }
    var open: [String: Int?] = [:]
    for (index, property) in properties.enumerated() where members[index] == nil {
      // Two properties that look alike are told apart by their exact names only.
      let name = Self.plain(property.name)
      open[name] = .some(open[name] == nil ? index : nil)
    }
    for (index, member) in written.enumerated()
    where last[member.key] == index && !used.contains(index) {
      guard case .some(.some(let property)) = open[Self.plain(member.key)] else { continue }
      if let earlier = members[property] { used.remove(earlier) }
      members[property] = index
      used.insert(index)
    }
  }

  /// A name without case, accents, blanks and joining marks.
  static func plain(_ name: String) -> String {
    String(FoldedText.fold(name).filter { !$0.isWhitespace && $0 != "_" && $0 != "-" })
  }
}
