import OrderedCollections

/// The members of a JSON object, in the order in which they were written.
public struct JSONObject: Sendable {
  private var members: OrderedDictionary<String, JSONValue>

  /// Makes an empty object.
  public init() {
    members = [:]
  }

  /// Makes an object; of doubled keys the last value counts, in the first one's place.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    members = OrderedDictionary(pairs, uniquingKeysWith: { _, last in last })
  }

  /// How many members there are.
  public var count: Int { members.count }

  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// The keys, in order.
  public var keys: [String] { Array(members.keys) }

  /// The value of a key; setting nil removes the key, setting a new one appends it.
  public subscript(key: String) -> JSONValue? {
    get { members[key] }
    set { members[key] = newValue }
  }

  /// The same members, ordered by the UTF-8 bytes of their keys.
  public var sortedByKey: JSONObject {
    JSONObject(
      members.map { ($0.key, $0.value) }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) })
  }
}

extension JSONObject: Sequence {
  /// The members in order.
  public func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> {
    members.lazy.map { (key: $0.key, value: $0.value) }.makeIterator()
  }
}

extension JSONObject: Hashable {
  /// Whether both have the same keys and values, in any order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.count == b.count && a.members.allSatisfy { b.members[$0.key] == $0.value }
  }

  /// Hashes without regard to order.
  public func hash(into hasher: inout Hasher) {
    // A sum does not depend on the order; the values count, or a list of records would hash to
    // one number.
    var sum = 0
    for (key, value) in members {
      var member = Hasher()
      member.combine(key)
      member.combine(value)
      sum &+= member.finalize()
    }
    hasher.combine(sum)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object; of doubled keys the last value counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }
}
