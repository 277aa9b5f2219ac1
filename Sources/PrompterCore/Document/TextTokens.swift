/// Estimates the tokens of texts from their characters alone, rather too many than too few.
///
/// A letter of English counts a quarter, other ASCII a half, and letters of other scripts about
/// what small vocabularies take: three quarters for two bytes of UTF-8, 1.25 for three, 2 for four.
enum TextTokens {
  /// Costs are counted in twelfths.
  static let unit = 12

  /// The cost of a character, in twelfths of a token.
  static func cost(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20, 0x41...0x5A, 0x61...0x7A: 3
    case 0..<0x80: 6
    case 0x80..<0x800: 9
    case 0x800..<0x1_0000: 15
    default: 24
    }
  }

  /// The cost of a text, in twelfths of a token; linear in its length.
  static func cost(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { bytes in
      var cost = 0
      for byte in bytes {
        switch byte {
        case 0x20, 0x41...0x5A, 0x61...0x7A: cost += 3
        case 0..<0x80: cost += 6
        case 0x80..<0xC0: break
        case 0xC0..<0xE0: cost += 9
        case 0xE0..<0xF0: cost += 15
        default: cost += 24
        }
      }
      return cost
    }
  }
}
