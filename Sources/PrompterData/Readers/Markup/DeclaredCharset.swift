/// The character set that a document of markup names at its beginning.
enum DeclaredCharset {
  /// Pages name it within their first kilobyte, and some later.
  private static let looked = 4_096

  /// `<meta charset="…">`, or the one in `<meta http-equiv="Content-Type" content="…">`.
  static func html(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(looked), as: UTF8.self)
    guard
      let match = try? /(?i)<meta\s[^>]*charset\s*=\s*["']?\s*([-A-Za-z0-9_.:]+)/.firstMatch(
        in: head)
    else { return nil }
    return String(match.1)
  }

  /// `<?xml … encoding="…"?>`.
  static func xml(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(256), as: UTF8.self)
    guard
      let match = try? /^<\?xml\s[^>]*encoding\s*=\s*["']([-A-Za-z0-9_.:]+)/.firstMatch(in: head)
    else { return nil }
    return String(match.1)
  }
}
