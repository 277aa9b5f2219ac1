extension JSONValue {
  /// The scalars (and nulls) of a record with their concrete paths, in order.
  public var leaves: [(path: FieldPath, value: JSONValue)] {
    var leaves: [(path: FieldPath, value: JSONValue)] = []
    collect(at: .root, into: &leaves)
    return leaves
  }

  private func collect(at path: FieldPath, into leaves: inout [(path: FieldPath, value: JSONValue)])
  {
    switch self {
    case .object(let object):
      for (name, value) in object { value.collect(at: path.key(name), into: &leaves) }
    case .array(let items):
      for (index, item) in items.enumerated() { item.collect(at: path.index(index), into: &leaves) }
    default: leaves.append((path, self))
    }
  }
}
