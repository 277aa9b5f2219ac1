/// Values of records in a page, beside the expected ones, with what differs marked.
enum HTMLValue {
  /// How much of a value is shown, in Unicode scalars.
  static let limit = 8_000

  /// Both values, with what is only in one of them marked.
  static func sides(
    _ expected: JSONValue?, _ predicted: JSONValue?, isRight: Bool
  ) -> (String, String) {
    guard let (a, b) = texts(expected, predicted) else {
      return (single(expected), single(predicted))
    }
    if isRight || a == b { return (block(escape(a)), block(escape(b))) }
    var left = ""
    var right = ""
    for piece in WordDiff(a, b).pieces {
      switch piece.kind {
      case .same:
        left += escape(piece.text)
        right += escape(piece.text)
      // Names on these elements are forbidden to ARIA: the style says what the marks mean.
      case .removed: left += "<del>\(escape(piece.text))</del>"
      case .added: right += "<ins>\(escape(piece.text))</ins>"
      }
    }
    return (block(left), block(right))
  }

  /// One value, with what it lacks of the expected one struck out and what it adds underlined.
  static func marked(_ value: JSONValue?, against expected: JSONValue?, isRight: Bool) -> String {
    guard !isRight, let (a, b) = texts(expected, value), a != b else { return single(value) }
    var html = ""
    for piece in WordDiff(a, b).pieces {
      switch piece.kind {
      case .same: html += escape(piece.text)
      case .removed: html += "<del>\(escape(piece.text))</del>"
      case .added: html += "<ins>\(escape(piece.text))</ins>"
      }
    }
    return block(html)
  }

  /// A value alone.
  static func single(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "<p class=\"none\">nothing</p>" }
    return block(escape(shown(value, true)))
  }

  /// How two values are written so that they can be told apart; nil when one is absent.
  private static func texts(_ a: JSONValue?, _ b: JSONValue?) -> (String, String)? {
    guard let a, let b, !a.isNull, !b.isNull else { return nil }
    // "5" and 5 must not look alike.
    let isPlain = (a.string == nil) == (b.string == nil)
    return (shown(a, isPlain), shown(b, isPlain))
  }

  /// A text as it is or as JSON; a list with one item a line.
  private static func shown(_ value: JSONValue, _ isPlain: Bool) -> String {
    if isPlain, let text = value.string, !text.isEmpty { return text.cut(limit) }
    guard let items = value.array, !items.isEmpty else { return value.text(.pretty).cut(limit) }
    return items.map { $0.text(.spaced) }.joined(separator: "\n").cut(limit)
  }

  private static func escape(_ text: String) -> String { XMLText.escapeHTML(text) }

  private static func block(_ html: String) -> String {
    "<div class=\"text\" dir=\"auto\">\(html)</div>"
  }
}
