/// A `format` of JSON Schema that is checked.
public enum StringFormat: String, Hashable, Sendable, CaseIterable {
  /// A calendar day, `2024-03-07` (RFC 3339).
  case date
  /// A moment, `2024-03-07T09:30:00Z`; the zone may be missing, as models often write it.
  case dateTime = "date-time"
  /// A time of day, `09:30` or `09:30:00`, with or without a zone.
  case time
  /// An address with one `@` and a dot behind it.
  case email
  /// A URI with a scheme.
  case uri
  /// A UUID, `8-4-4-4-12` hexadecimal digits.
  case uuid

  /// Whether the text has this format.
  public func matches(_ text: String) -> Bool {
    switch self {
    case .date: CalendarDate(iso: text) != nil
    case .dateTime: Self.isDateTime(text)
    case .time: Self.isTime(text[...])
    case .email: Self.isEmail(text)
    case .uri: Self.isURI(text)
    case .uuid: Self.isUUID(text)
    }
  }

  private static func isDateTime(_ text: String) -> Bool {
    guard let split = text.firstIndex(where: { "Tt ".contains($0) }) else { return false }
    return CalendarDate(iso: String(text[..<split])) != nil
      && isTime(text[text.index(after: split)...])
  }

  private static func isTime(_ text: Substring) -> Bool {
    var clock = text
    if clock.last == "Z" || clock.last == "z" {
      clock.removeLast()
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard isClock(clock[clock.index(after: sign)...]) else { return false }
      clock = clock[..<sign]
    }
    if let dot = clock.firstIndex(of: ".") {
      let fraction = clock[clock.index(after: dot)...]
      guard !fraction.isEmpty, fraction.allSatisfy(\.isASCIIDigit) else { return false }
      clock = clock[..<dot]
    }
    return isClock(clock)
  }

  /// `HH:MM` or `HH:MM:SS`; 60 seconds for a leap second.
  private static func isClock(_ text: Substring) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return false }
    return zip(parts, [23, 59, 60]).allSatisfy { part, most in
      part.count == 2 && part.allSatisfy(\.isASCIIDigit) && Int(part).map { $0 <= most } ?? false
    }
  }

  private static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."),
      !text.contains(where: \.isWhitespace)
    else { return false }
    return parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty
    }
  }

  private static func isURI(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":"), let first = text.first, first.isLetter,
      first.isASCII, text.index(after: colon) < text.endIndex
    else { return false }
    return text[..<colon].allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0))
    } && !text.contains(where: \.isWhitespace)
  }

  private static func isUUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }
}

extension Character {
  /// Whether this is one of 0 to 9.
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
