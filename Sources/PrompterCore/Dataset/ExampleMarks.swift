/// Marks of examples: they tell whether one was seen before without holding its text.
public struct ExampleMarks: Hashable, Sendable {
  /// Hexadecimal digits of a mark.
  private static let length = 12

  private var marks: Set<String>

  /// Marks texts; a picture has none, and gets no mark.
  public init(_ texts: some Sequence<String> = EmptyCollection()) {
    marks = Set(texts.compactMap(Self.mark))
  }

  /// Reads marks as an artifact holds them.
  public init(text: String) {
    var rest = Substring(text)
    marks = []
    while !rest.isEmpty {
      marks.insert(String(rest.prefix(Self.length)))
      rest = rest.dropFirst(Self.length)
    }
  }

  /// The beginning of SHA-256 of a text.
  private static func mark(of text: String) -> String? {
    text.isEmpty ? nil : String(ContentHash.sha256(text).prefix(length))
  }

  /// The marks one after the other, sorted.
  public var text: String { marks.sorted().joined() }

  /// Whether nothing was marked.
  public var isEmpty: Bool { marks.isEmpty }

  /// Whether a text was marked.
  public func contains(_ text: String) -> Bool {
    guard !marks.isEmpty, let mark = Self.mark(of: text) else { return false }
    return marks.contains(mark)
  }

  /// With the marks of others.
  public func union(_ other: ExampleMarks) -> ExampleMarks {
    var union = self
    union.marks.formUnion(other.marks)
    return union
  }
}
