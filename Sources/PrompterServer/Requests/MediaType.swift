/// What a body is, as its `Content-Type` says.
struct MediaType: Hashable {
  /// Type and subtype in lower case, such as `text/plain`.
  let name: String
  /// The parameters; names in lower case.
  let parameters: [String: String]

  /// Reads a header field; nil when it is malformed.
  init?(_ text: String) {
    guard text.utf8.count <= 1_024 else { return nil }
    var parts = Self.split(text)
    let name = parts.removeFirst().lowercased()
    guard name.split(separator: "/", omittingEmptySubsequences: false).count == 2,
      !name.hasPrefix("/"), !name.hasSuffix("/")
    else { return nil }
    self.name = name
    var parameters: [String: String] = [:]
    for part in parts {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { continue }
      parameters[sides[0].lowercased()] = Self.unquoted(sides[1])
    }
    self.parameters = parameters
  }

  /// The parts between semicolons that stand outside quotes, without white space around them; at
  /// least one.
  static func split(_ text: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if character == ";", !isQuoted {
        parts.append("")
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = character == "\\" && isQuoted && !isEscaped
      parts[parts.count - 1].append(character)
    }
    return parts.map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
    var value = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        value.append(character)
        isEscaped = false
      }
    }
    return value
  }
}
