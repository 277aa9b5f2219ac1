/// Finds where in a document's text a value stands.
///
/// A place where the text has the value's very words counts first, then one that differs in case or
/// white space, then another way to print the same number or day.
public struct Grounding: Sendable {
  private let text: String
  private lazy var folded = FoldedSource(text)
  private lazy var numbers = PrintedNumbers(text)

  /// Prepares a text.
  public init(_ text: String) {
    self.text = text
  }

  /// The first place of a value; nil when it is not in the text, or not a thing one looks up
  /// (null, a boolean, an array, an object).
  ///
  /// Linear in the text and the value.
  public mutating func span(of value: JSONValue) -> Span? {
    switch value {
    case .string(let words):
      if let span = ExactPlace.span(of: words, in: text) { return span }
      return folded.span(of: words) ?? CalendarDate(iso: words).flatMap { span(of: $0) }
    case .integer(let number):
      let digits = String(number.magnitude)
      return ExactPlace.span(of: digits, in: text, isNumber: true)
        ?? numbers.span(of: Double(number))
    case .number(let number):
      return ExactPlace.span(of: number.magnitude.description, in: text, isNumber: true)
        ?? numbers.span(of: number)
    case .null, .bool, .array, .object: return nil
    }
  }

  /// A day in one of the usual styles.
  private mutating func span(of date: CalendarDate) -> Span? {
    let months = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    let month = months[date.month - 1]
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var styles: [String] = []
    for name in [month, String(month.prefix(3))] {
      styles += ["\(date.day) \(name) \(date.year)", "\(two(date.day)) \(name) \(date.year)"]
      styles += ["\(name) \(date.day), \(date.year)", "\(name) \(two(date.day)), \(date.year)"]
      styles += ["\(date.day). \(name) \(date.year)", "\(date.day)-\(name)-\(date.year)"]
    }
    for separator in ["/", ".", "-"] {
      let (day, month) = (two(date.day), two(date.month))
      styles += [
        [day, month, "\(date.year)"], ["\(date.day)", "\(date.month)", "\(date.year)"],
        ["\(date.year)", month, day], [month, day, "\(date.year)"],
        [day, month, two(date.year % 100)],
      ].map { $0.joined(separator: separator) }
    }
    for style in styles {
      if let span = folded.span(of: style) { return span }
    }
    return nil
  }
}
