import Foundation

/// Text without the differences that do not matter when a label or a key is recognised.
enum FoldedText {
  /// Lower case, without accents.
  static func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    var folded = String.UnicodeScalarView()
    for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars
    where scalar.properties.generalCategory != .nonspacingMark {
      folded.append(scalar)
    }
    return String(folded).lowercased()
  }

  /// Folded text of which only letters and digits are left.
  static func lettersAndDigits(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in fold(text).unicodeScalars where isLetterOrDigit(scalar) { kept.append(scalar) }
    return String(kept)
  }

  /// Whether a scalar belongs to a word.
  static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
