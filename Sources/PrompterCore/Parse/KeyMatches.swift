/// Which member of an object as written belongs to which property of the schema.
struct KeyMatches {
  /// For every property the index of its member.
  private(set) var members: [Int?]
  /// Whether a key was written twice; the last one counts.
  private(set) var hasDuplicates = false
  /// How many members belong to a property.
  private var count: Int
  /// For every member whether it belongs to no property, doubled keys aside.
  private var isForeign: [Bool]

  /// Whether no member belongs to any property.
  var isEmpty: Bool { count == 0 }

  /// The members that belong to no property.
  var foreign: [Int] { isForeign.indices.filter { isForeign[$0] } }

  /// Matches by name, and what is left by name without regard to case, blanks, `_` and `-` when
  /// that is unique.
  init(_ written: [(key: String, value: JSONNode)], _ properties: [SchemaNode.Property]) {
    isForeign = Array(repeating: false, count: written.count)
    if Self.isExact(written, properties) {
      members = Array(properties.indices)
      count = members.count
      return
    }
    var last: [String: Int] = [:]
    for (index, member) in written.enumerated() { last[member.key] = index }
    hasDuplicates = last.count < written.count
    members = properties.map { last[$0.name] }
    var used = Set(members.compactMap { $0 })
    count = used.count
    guard used.count < last.count else { return }
    if members.contains(nil) { matchLoosely(written, last, properties, &used) }
    count = used.count
    for (index, member) in written.enumerated() {
      isForeign[index] = last[member.key] == index && !used.contains(index)
    }
  }

  /// Whether the members are just the properties, in their order.
  private static func isExact(
    _ written: [(key: String, value: JSONNode)], _ properties: [SchemaNode.Property]
  ) -> Bool {
    guard written.count == properties.count else { return false }
    for index in written.indices where written[index].key != properties[index].name {
      return false
    }
    return true
  }

  private mutating func matchLoosely(
    _ written: [(key: String, value: JSONNode)], _ last: [String: Int],
    _ properties: [SchemaNode.Property], _ used: inout Set<Int>
  ) {
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
