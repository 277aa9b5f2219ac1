import PrompterKit

/// Reads JSON that strangers sent.
enum JSONBody {
  /// How deeply arrays and objects may be nested.
  static let maximumDepth = 64

  /// Parses a body.
  ///
  /// Throws a problem, 400, that says where it is wrong.
  static func parse(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
    guard isShallow(bytes) else {
      throw .badRequest("the JSON is nested more than \(maximumDepth) deep")
    }
    do { return try JSONParser.parse(bytes) } catch {
      throw .badRequest("the body is not JSON: \(error)")
    }
  }

  /// Whether nothing is nested too deeply; brackets in strings do not count.
  private static func isShallow(_ bytes: [UInt8]) -> Bool {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for byte in bytes {
      if isQuoted {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isQuoted = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth > maximumDepth { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return true
  }
}
