/// Makes one record of those that the parts of a document gave, by the schema.
///
/// Of scalars the one counts whose confidence is highest; when that is not known, one that the text
/// says before one that it does not, then the one that most parts give, then the first. Of booleans
/// `true` counts when a part is not surer of the opposite than of it: the other parts do not speak of
/// the matter. Objects are merged field by field, lists united: an item is there as often as in the
/// part that has it most often, and one that two parts saw in the text they share is there once.
struct RecordMerge {
  /// What a part gave.
  struct Source {
    let record: JSONValue
    let values: [FieldPath: Extraction.Value]
    /// Where the part begins in the document, in Unicode scalars.
    let start: Int
  }

  let schema: Schema

  /// A value that a part gave.
  fileprivate struct Piece {
    let source: Int
    let value: JSONValue
    let path: FieldPath
  }

  /// The record, and what is known of its values, with places in the whole document.
  func callAsFunction(
    _ sources: [Source]
  ) -> (record: JSONValue, values: [FieldPath: Extraction.Value]) {
    var work = Work(schema: schema, sources: sources)
    let pieces = sources.enumerated().map { index, source in
      Piece(source: index, value: source.record, path: .root)
    }
    let record = work.merge(pieces, as: schema.root, at: .root, depth: 0)
    return (record ?? .object(JSONObject()), work.values)
  }

  /// The required fields at the top that have no value, an empty one counted as none.
  func requiredFieldsWithoutValue(in record: JSONValue) -> [String] {
    let required = schema.resolve(schema.root).node.required
    return schema.properties.map(\.name).filter { name in
      required.contains(name) && record[key: name]?.isWithoutContent != false
    }
  }
}

/// A merge under way.
private struct Work {
  let schema: Schema
  let sources: [RecordMerge.Source]
  var values: [FieldPath: Extraction.Value] = [:]

  typealias Piece = RecordMerge.Piece

  /// What a part knows of a value, with places in the whole document.
  private func known(_ piece: Piece) -> Extraction.Value? {
    known(sources[piece.source], piece.path)
  }

  private func known(_ source: RecordMerge.Source, _ path: FieldPath) -> Extraction.Value? {
    guard var value = source.values[path] else { return nil }
    value.evidence = value.evidence.map {
      Span(start: $0.start + source.start, end: $0.end + source.start)
    }
    return value
  }

  mutating func merge(
    _ pieces: [Piece], as node: SchemaNode, at path: FieldPath, depth: Int
  ) -> JSONValue? {
    let node = schema.resolve(node).node
    guard depth < Schema.maximumValueDepth, node.options.isEmpty, node.prefix.isEmpty else {
      return choose(pieces, at: path)
    }
    let objects = pieces.filter { $0.value.object != nil }
    if !objects.isEmpty { return merge(objects: objects, as: node, at: path, depth: depth) }
    let lists = pieces.filter { $0.value.array != nil }
    if !lists.isEmpty { return unite(lists, as: node, at: path) }
    return choose(pieces, at: path)
  }

  private mutating func merge(
    objects: [Piece], as node: SchemaNode, at path: FieldPath, depth: Int
  ) -> JSONValue {
    var merged = JSONObject()
    var names = node.properties.map { (name: $0.name, node: $0.node) }
    var seen = Set(names.map(\.name))
    for object in objects {
      for (name, _) in object.value.object ?? JSONObject() where seen.insert(name).inserted {
        names.append((name, node.values?.node ?? SchemaNode()))
      }
    }
    for (name, node) in names {
      let members = objects.compactMap { object in
        object.value[key: name].map {
          Piece(source: object.source, value: $0, path: object.path.key(name))
        }
      }
      if members.isEmpty { continue }
      merged[name] = merge(members, as: node, at: path.key(name), depth: depth + 1)
    }
    keep(surest(objects), at: path)
    return .object(merged)
  }

  // MARK: Scalars

  /// Equal values that parts gave.
  private struct Group {
    let first: Piece
    var count = 0
    var confidence: Double?
    var evidence: Span?
  }

  private mutating func choose(_ pieces: [Piece], at path: FieldPath) -> JSONValue? {
    var groups: [Group] = []
    var places: [JSONValue: Int] = [:]
    for piece in pieces where !piece.value.isWithoutContent {
      let key = piece.value.folded
      let place = places[key] ?? groups.count
      places[key] = place
      if place == groups.count { groups.append(Group(first: piece)) }
      let known = known(piece)
      groups[place].count += 1
      groups[place].evidence = groups[place].evidence ?? known?.evidence
      groups[place].confidence =
        [groups[place].confidence, known?.confidence].compactMap { $0 }.max()
    }
    guard let best = best(groups) else {
      if let first = pieces.first { keep(known(first), at: path) }
      return pieces.first?.value
    }
    if !best.first.value.isScalar {
      copyLeaves(of: best.first, to: path)
    } else {
      keep(
        Extraction.Value(confidence: best.confidence, evidence: best.evidence), at: path)
    }
    return best.first.value
  }

  private func best(_ groups: [Group]) -> Group? {
    if let yes = groups.first(where: { $0.first.value == .bool(true) }),
      groups.allSatisfy({ $0.first.value.bool != nil }), yes.confidence ?? 1 >= 0.5
    {
      return yes
    }
    let allKnown = groups.allSatisfy { $0.confidence != nil }
    func rank(_ group: Group) -> (Double, Int, Int) {
      (allKnown ? group.confidence ?? 0 : 0, group.evidence == nil ? 0 : 1, group.count)
    }
    // Of equal ones the first counts.
    return groups.reduce(nil) { best, group in
      guard let best else { return group }
      return rank(group) > rank(best) ? group : best
    }
  }

  // MARK: Lists

  /// An item of the united list.
  private struct Item {
    var piece: Piece
    var leaves: [FieldPath: JSONValue]
  }

  private mutating func unite(_ lists: [Piece], as node: SchemaNode, at path: FieldPath)
    -> JSONValue
  {
    var items: [Item] = []
    var counts: [JSONValue: Int] = [:]
    // Where the items of the part before begin: only with them can an item share its place.
    var previous = 0
    for list in lists {
      var own: [JSONValue: Int] = [:]
      let begin = items.count
      for (index, value) in (list.value.array ?? []).enumerated() {
        let key = value.folded
        own[key, default: 0] += 1
        guard own[key, default: 0] > counts[key, default: 0] else { continue }
        if node.hasUniqueItems, own[key, default: 0] > 1 { continue }
        let piece = Piece(source: list.source, value: value, path: list.path.index(index))
        let item = Item(piece: piece, leaves: value.leavesWithContent)
        if let twin = (previous..<begin).last(where: { isSame(items[$0], item) }) {
          if item.leaves.count > items[twin].leaves.count { items[twin] = item }
        } else {
          items.append(item)
        }
        counts[key] = own[key]
      }
      previous = begin
    }
    if let most = node.itemLimits.maximum { items = Array(items.prefix(most)) }
    for (index, item) in items.enumerated() { copyLeaves(of: item.piece, to: path.index(index)) }
    let surest = surest(lists)
    let least = lists.compactMap { known($0)?.confidence }.min()
    if surest != nil || least != nil {
      keep(Extraction.Value(confidence: least, evidence: surest?.evidence), at: path)
    }
    return .array(items.map(\.piece.value))
  }

  /// Whether two parts saw one thing in the text they share: what one says of it the other says too,
  /// and some of it stands at the same place.
  private func isSame(_ a: Item, _ b: Item) -> Bool {
    let (small, large) = a.leaves.count <= b.leaves.count ? (a, b) : (b, a)
    guard small.piece.value.object != nil else { return false }
    var sharesPlace = false
    for (path, value) in small.leaves {
      guard let other = large.leaves[path], other.folded == value.folded else { return false }
      let places = [small, large].map { item in
        known(sources[item.piece.source], FieldPath(item.piece.path.steps + path.steps))?.evidence
      }
      if let place = places[0], place == places[1] { sharesPlace = true }
    }
    return sharesPlace
  }

  // MARK: What is known

  private mutating func keep(_ value: Extraction.Value?, at path: FieldPath) {
    if let value { values[path] = value }
  }

  private func surest(_ pieces: [Piece]) -> Extraction.Value? {
    pieces.compactMap(known).max { $0.confidence ?? -1 < $1.confidence ?? -1 }
  }

  private mutating func copyLeaves(of piece: Piece, to path: FieldPath) {
    keep(known(piece), at: path)
    for (leaf, _) in piece.value.leaves {
      keep(
        known(sources[piece.source], FieldPath(piece.path.steps + leaf.steps)),
        at: FieldPath(path.steps + leaf.steps))
    }
  }
}

extension JSONValue {
  /// Whether it says nothing: null, an empty text, an empty list.
  fileprivate var isWithoutContent: Bool {
    switch self {
    case .null: true
    case .string(let text): text.utf8.allSatisfy { $0 <= 0x20 }
    case .array(let items): items.isEmpty
    default: false
    }
  }

  fileprivate var isScalar: Bool { array == nil && object == nil }

  /// The same without differences of case and blanks, and without members that say nothing.
  fileprivate var folded: JSONValue {
    switch self {
    case .string(let text):
      .string(text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "))
    case .array(let items): .array(items.map(\.folded))
    case .object(let object):
      .object(
        JSONObject(
          object.filter { !$0.value.isWithoutContent }.map { ($0.key, $0.value.folded) }))
    default: self
    }
  }

  fileprivate var leavesWithContent: [FieldPath: JSONValue] {
    Dictionary(
      leaves.filter { !$0.value.isWithoutContent }.map { ($0.path, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }
}
