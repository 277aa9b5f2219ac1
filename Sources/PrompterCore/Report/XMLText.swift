/// Text from data made safe to stand in markup, as content or as an attribute in quotes.
enum XMLText {
  /// The text for XML 1.0: characters that XML 1.0 forbids (§2.2) are left out.
  ///
  /// Line breaks and tabs are spelt as references in attributes, where a reader would otherwise
  /// turn them into spaces (§3.3.3).
  static func escape(_ text: String, inAttribute: Bool = false) -> String {
    escape(text, spellsBreaks: inAttribute) { scalar in
      switch scalar.value {
      case 0..<0x20, 0xFFFE, 0xFFFF: nil
      default: scalar
      }
    }
  }

  /// The text for HTML: control characters are shown as U+FFFD, so that none is overlooked.
  static func escapeHTML(_ text: String) -> String {
    escape(text, spellsBreaks: false) { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: "\u{FFFD}"
      default: scalar
      }
    }
  }

  private static func escape(
    _ text: String, spellsBreaks: Bool, replace: (Unicode.Scalar) -> Unicode.Scalar?
  ) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      // Also in content, where it might end `]]>`.
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\r": out += "&#13;"
      case "\n", "\t":
        if spellsBreaks { out += "&#\(scalar.value);" } else { out.unicodeScalars.append(scalar) }
      default: if let scalar = replace(scalar) { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }
}
