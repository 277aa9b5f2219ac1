/// Ids of documents, in a few bytes each however long they are.
///
/// An id is known by a hash of 128 bits that differs from process to process: nobody can make two
/// ids that are taken for one.
public struct IDSet: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// What stands for a text.
  package struct Key: Hashable, Sendable {
    private let high, low: Int

    package init(_ text: String) {
      var (first, second) = (Hasher(), Hasher())
      first.combine(text)
      second.combine(UInt8(1))
      second.combine(text)
      (high, low) = (first.finalize(), second.finalize())
    }
  }

  private var keys: Set<Key>

  /// Makes a set of some ids.
  public init(_ ids: some Sequence<String> = EmptyCollection()) { keys = Set(ids.map(Key.init)) }

  /// Makes a set of ids.
  public init(arrayLiteral ids: String...) { self.init(ids) }

  package init(_ keys: some Sequence<Key>) { self.keys = Set(keys) }

  /// How many ids there are.
  public var count: Int { keys.count }
  /// Whether there are none.
  public var isEmpty: Bool { keys.isEmpty }

  /// Whether an id is among them.
  public func contains(_ id: String) -> Bool { keys.contains(Key(id)) }

  package func contains(_ key: Key) -> Bool { keys.contains(key) }

  /// Adds an id.
  public mutating func insert(_ id: String) { keys.insert(Key(id)) }

  /// Adds an id, or takes it out.
  public mutating func set(_ id: String, isIn: Bool) {
    if isIn { keys.insert(Key(id)) } else { keys.remove(Key(id)) }
  }

  /// Takes out the ids that are not in another set.
  public mutating func formIntersection(_ other: IDSet) { keys.formIntersection(other.keys) }

  /// Adds those of another set.
  public mutating func formUnion(_ other: IDSet) { keys.formUnion(other.keys) }

  /// The ids that are in this set or in another one.
  public func union(_ other: IDSet) -> IDSet { IDSet(keys.union(other.keys)) }

  /// The ids that are not in another set.
  public func subtracting(_ other: IDSet) -> IDSet { IDSet(keys.subtracting(other.keys)) }
}
