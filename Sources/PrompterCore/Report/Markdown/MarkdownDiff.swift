/// A value beside the expected one in Markdown, with what is only in one of them marked.
enum MarkdownDiff {
  /// How much of a value is shown, in Unicode scalars.
  private static let limit = 160

  /// The value as inline code in which removed words are struck out and added ones underlined.
  ///
  /// HTML is what Markdown allows inside a table cell; all that comes from data is spelt as
  /// character references, so that neither Markdown nor HTML reads it.
  static func marked(_ value: JSONValue?, against expected: JSONValue?) -> String {
    guard let value, !value.isNull else { return "nothing" }
    let given = value.plain().cut(limit)
    guard let expected, !expected.isNull, value != expected else { return code(spelt(given)) }
    var html = ""
    for piece in WordDiff(expected.plain().cut(limit), given).pieces {
      switch piece.kind {
      case .same: html += spelt(piece.text)
      case .removed: html += "<del>\(spelt(piece.text))</del>"
      case .added: html += "<ins>\(spelt(piece.text))</ins>"
      }
    }
    return code(html)
  }

  /// The value as inline code.
  static func plain(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "nothing" }
    return code(spelt(value.plain().cut(limit)))
  }

  private static func code(_ html: String) -> String {
    html.isEmpty ? "<code>&quot;&quot;</code>" : "<code>\(html)</code>"
  }

  /// The text with every sign that is neither letter, digit nor space as a reference.
  private static func spelt(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: out += " "
      default:
        let isPlain = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        if isPlain || scalar == " " || !scalar.isASCII {
          out.unicodeScalars.append(scalar)
        } else {
          out += "&#\(scalar.value);"
        }
      }
    }
    return out
  }
}
