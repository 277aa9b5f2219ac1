/// Which rows of the data are meant.
///
/// Filters come first, then ids, then the sample, then the first ones of what is left.
public struct RowSelection: Hashable, Sendable {
  /// What a field of a row must be.
  public struct Filter: Hashable, Sendable {
    /// The field, or the column of a table.
    public let field: String
    /// Its value as text; `null` for one that is missing.
    public let value: String
    private let path: FieldPath

    /// Reads `FIELD=VALUE`; nil when it is none.
    public init?(_ text: String) {
      guard let equals = text.firstIndex(of: "="), let path = FieldPath(String(text[..<equals]))
      else { return nil }
      field = String(text[..<equals])
      value = String(text[text.index(after: equals)...])
      self.path = path
    }

    /// Whether a record passes; without a record every field is missing.
    public func passes(_ record: JSONValue?) -> Bool {
      guard let found = record?[path] else { return value == "null" }
      return (found.string ?? found.text()) == value
    }
  }

  /// The most rows.
  public var first: Int?
  /// How many rows are drawn by the seed.
  public var sample: Int?
  /// The ids of the rows, in the order in which they were named.
  public var ids: [String]?
  /// What the rows' expected records must be.
  public var filters: [Filter]
  /// The seed of the sample.
  public var seed: UInt64

  /// Makes a selection; all rows unless told otherwise.
  public init(
    first: Int? = nil, sample: Int? = nil, ids: [String]? = nil, filters: [Filter] = [],
    seed: UInt64 = 0
  ) {
    self.first = first
    self.sample = sample
    self.ids = ids
    self.filters = filters
    self.seed = seed
  }

  /// The chosen examples.
  ///
  /// Throws `DataError` when none has one of the ids.
  public func examples(of data: Dataset) throws(DataError) -> Dataset {
    var examples = data.examples
    for filter in filters { examples = examples.filter { filter.passes($0.expected) } }
    if let ids {
      let known = Set(examples.map(\.id))
      if let unknown = ids.first(where: { !known.contains($0) }) {
        throw DataError(file: data.name, message: "no example has the id '\(unknown)'")
      }
      let wanted = Set(ids)
      examples = examples.filter { wanted.contains($0.id) }
    }
    if let sample {
      var reservoir = Reservoir<Example>(sample, seed: seed)
      for example in examples { reservoir.add(example) }
      examples = reservoir.elements
    }
    if let first { examples = Array(examples.prefix(first)) }
    return try Dataset(name: data.name, examples)
  }
}
