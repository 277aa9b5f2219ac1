/// The members of a JSON object, in the order in which they were written.
public struct JSONObject: Sendable {
  /// A key and its value.
  public typealias Member = (key: String, value: JSONValue)

  /// Up to so many members a look at each is faster than a hash, and records have few.
  private static let few = 16

  private var members: [Member] = []
  /// Where each key is; nil while there are few.
  private var places: [String: Int]?

  /// Makes an empty object.
  public init() {}

  /// Makes an object; of doubled keys the last value counts, in the first one's place.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    members.reserveCapacity(pairs.underestimatedCount)
    for (key, value) in pairs { set(key, value) }
  }

  /// How many members there are.
  public var count: Int { members.count }

  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// The keys, in order.
  public var keys: [String] { members.map(\.key) }

  /// The value of a key; setting nil removes the key, setting a new one appends it.
  public subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      if let newValue {
        set(key, newValue)
      } else if let place = place(of: key) {
        members.remove(at: place)
        index()
      }
    }
  }

  /// The same members, ordered by the UTF-8 bytes of their keys.
  public var sortedByKey: JSONObject {
    var object = self
    object.members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    object.index()
    return object
  }

  private func place(of key: String) -> Int? {
    if let places { return places[key] }
    return members.firstIndex { $0.key == key }
  }

  private mutating func set(_ key: String, _ value: JSONValue) {
    if let place = place(of: key) {
      members[place].value = value
      return
    }
    members.append((key, value))
    if places != nil {
      places?[key] = members.count - 1
    } else if members.count > Self.few {
      index()
    }
  }

  /// Notes anew where the keys are.
  private mutating func index() {
    guard members.count > Self.few else {
      places = nil
      return
    }
    places = Dictionary(uniqueKeysWithValues: zip(members.lazy.map(\.key), members.indices))
  }
}

extension JSONObject: Sequence {
  /// The members in order.
  public func makeIterator() -> some IteratorProtocol<Member> { members.makeIterator() }

  /// How many members there are.
  public var underestimatedCount: Int { members.count }
}

extension JSONObject: Hashable {
  /// Whether both have the same keys and values, in any order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.count == b.count && a.members.allSatisfy { b[$0.key] == $0.value }
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
