/// Finds where in a document's text a value stands.
///
/// A place where the text has the value's very words counts first, then one that differs in case,
/// white space or punctuation, then another way to print the same number or day, and at last, for
/// texts, one that differs in a few letters. The text is read a fixed number of times, however many
/// values are looked up.
public struct Grounding: Sendable {
  /// Where a value stands.
  public struct Place: Hashable, Sendable {
    /// The part of the text.
    public let span: Span
    /// Whether it says the value in nearly the same words only.
    public let isNear: Bool
  }

  private let text: String
  private lazy var folded = FoldedSource(text)
  private lazy var index = WordIndex(folded)
  private lazy var near = NearPlace(index)
  private lazy var numbers = PrintedNumbers(text)

  /// Prepares a text.
  public init(_ text: String) {
    self.text = text
  }

  /// The part of the text that says a value; nil when it is not in the text, or not a thing one looks
  /// up (null, a boolean, an array, an object).
  public mutating func span(of value: JSONValue) -> Span? { place(of: value)?.span }

  /// Where a value stands: its first place, or of several that come near the nearest.
  public mutating func place(of value: JSONValue) -> Place? {
    switch value {
    case .string(let words):
      if let span = ExactPlace.span(of: words, in: text) ?? phrase(words) {
        return Place(span: span, isNear: false)
      }
      if let date = CalendarDate(iso: words) {
        return span(of: date).map { Place(span: $0, isNear: false) }
      }
      return nearly(words)
    case .integer(let number):
      let digits = String(number.magnitude)
      let span =
        ExactPlace.span(of: digits, in: text, isNumber: true) ?? numbers.span(of: Double(number))
      return span.map { Place(span: $0, isNear: false) }
    case .number(let number):
      let span =
        ExactPlace.span(of: number.magnitude.description, in: text, isNumber: true)
        ?? numbers.span(of: number)
      return span.map { Place(span: $0, isNear: false) }
    case .null, .bool, .array, .object: return nil
    }
  }

  /// So few letters and digits say something only with the marks around them.
  private static let few = 3

  /// The place of a text's words, whatever stands between them.
  private mutating func phrase(_ text: String) -> Span? {
    let scalars = FoldedSource(text).scalars
    let words = WordIndex.words(of: scalars)
    let length = words.reduce(0) { $0 + Int($1.end - $1.start) }
    let isPlain = scalars.allSatisfy { $0 == " " || WordKind($0) != .between }
    guard isPlain || length >= Self.few else { return folded.span(of: text) }
    return index.place(of: words.map(\.hash)).map(index.span)
  }

  private mutating func nearly(_ text: String) -> Place? {
    let scalars = FoldedSource(text).scalars
    let words = WordIndex.words(of: scalars)
    return near.place(
      of: words.map { scalars[Int($0.start)..<Int($0.end)] }, words.map(\.hash)
    ).map { Place(span: index.span($0), isNear: true) }
  }

  /// A day in one of the usual styles.
  private mutating func span(of date: CalendarDate) -> Span? {
    let (named, digits) = PrintedDates.styles(of: date)
    for words in named {
      if let place = index.place(of: Self.hashes(words)) { return index.span(place) }
    }
    for words in digits {
      guard let place = index.place(of: Self.hashes(words)) else { continue }
      let span = index.span(place)
      // One mark between two numbers: columns of numbers are no dates.
      let length = words.reduce(words.count - 1) { $0 + $1.unicodeScalars.count }
      if span.end - span.start == length { return span }
    }
    return nil
  }

  private static func hashes(_ words: [String]) -> [UInt64] {
    words.flatMap { WordIndex.words(of: Array($0.unicodeScalars)).map(\.hash) }
  }
}
