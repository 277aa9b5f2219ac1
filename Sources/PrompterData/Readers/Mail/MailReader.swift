/// Reads e-mail: its headers as lines, then its text.
///
/// Of a mail that says the same in several formats the plain text counts, unless there is none; a
/// mail within the mail follows, and the names of what is attached come last.
struct MailReader {
  private static let shown = ["From", "To", "Cc", "Date", "Subject"]
  private static let maximumDepth = 20
  private static let maximumParts = 1_000

  private var parts = 0
  private var attachments: [String] = []

  /// The text of a mail.
  ///
  /// Throws `DocumentFault`.
  static func text(_ bytes: [UInt8]) throws -> String {
    if let name = TextEncoding.binaryFormat(bytes) {
      throw DocumentFault(.wrongFormat, "is no e-mail, but a \(name) file")
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var reader = MailReader()
    let text = try reader.message(bytes[start...], depth: 0)
    let names =
      reader.attachments.isEmpty
      ? "" : "\n\nAttachments: " + reader.attachments.joined(separator: ", ")
    return text + names
  }

  private mutating func message(_ bytes: ArraySlice<UInt8>, depth: Int) throws -> String {
    let (headers, body) = MailHeaders.read(bytes)
    guard !headers.isEmpty else { throw DocumentFault(.wrongFormat, "is no e-mail: no headers") }
    let lines = Self.shown.compactMap { name in
      headers.text(name.lowercased()).map { "\(name): \($0)" }
    }
    let text = try part(headers, body, depth: depth)
    return (lines + ["", text]).joined(separator: "\n").trimmingWhitespace
  }

  /// The text of a part and of all within it; empty when it has none.
  private mutating func part(
    _ headers: MailHeaders, _ body: ArraySlice<UInt8>, depth: Int
  ) throws -> String {
    parts += 1
    guard depth <= Self.maximumDepth, parts <= Self.maximumParts else {
      throw DocumentFault(.malformed, "has too many parts, or parts nested too deep")
    }
    let type = headers.value("content-type") ?? "text/plain"
    if type.hasPrefix("multipart/"),
      let boundary = headers.parameter("boundary", of: "content-type")
    {
      return try multipart(body, type, boundary, depth: depth)
    }
    let name =
      headers.parameter("filename", of: "content-disposition")
      ?? headers.parameter("name", of: "content-type")
    let isAttached = headers.value("content-disposition") == "attachment"
    if !isAttached, type == "message/rfc822" {
      let content = TransferEncoding.decode(body, headers.value("content-transfer-encoding"))
      return try "---- Forwarded message ----\n" + message(content[...], depth: depth + 1)
    }
    guard !isAttached, type == "text/plain" || type == "text/html" || !type.contains("/") else {
      if let name, attachments.count < 100 { attachments.append(String(name.prefix(200))) }
      return ""
    }
    let bytes = TransferEncoding.decode(body, headers.value("content-transfer-encoding"))
    if type == "text/html" { return try html(bytes, headers) }
    return text(bytes, headers).replacing("\r\n", with: "\n").trimmingWhitespace
  }

  private func text(_ bytes: [UInt8], _ headers: MailHeaders) -> String {
    if let charset = headers.parameter("charset", of: "content-type"),
      let text = NamedCharset.text(bytes, charset: charset)
    {
      return text
    }
    return (try? TextEncoding.text(bytes)) ?? ""
  }

  /// A page without text is no fault of the mail.
  private func html(_ bytes: [UInt8], _ headers: MailHeaders) throws -> String {
    do {
      return try HTMLReader.text(Array(text(bytes, headers).utf8))
    } catch let fault as DocumentFault where fault.kind == .empty {
      return ""
    }
  }

  private mutating func multipart(
    _ body: ArraySlice<UInt8>, _ type: String, _ boundary: String, depth: Int
  ) throws -> String {
    var texts: [(type: String, text: String)] = []
    for bytes in Self.split(body, boundary) {
      let (headers, content) = MailHeaders.read(bytes)
      let text = try part(headers, content, depth: depth + 1)
      texts.append((headers.value("content-type") ?? "text/plain", text))
    }
    let told = texts.filter { !$0.text.isEmpty }
    guard type == "multipart/alternative" else {
      return told.map(\.text).joined(separator: "\n\n")
    }
    return (told.first { $0.type == "text/plain" } ?? told.last)?.text ?? ""
  }

  /// The parts between the boundaries; the last one may have been cut off.
  private static func split(_ body: ArraySlice<UInt8>, _ boundary: String) -> [ArraySlice<UInt8>] {
    let mark = Array("--\(boundary)".utf8)
    var parts: [ArraySlice<UInt8>] = []
    var begin: Int?
    var start = body.startIndex
    while start < body.endIndex {
      let end = body[start...].firstIndex(of: 0x0A) ?? body.endIndex
      if body[start..<end].starts(with: mark) {
        let rest = body[start..<end].dropFirst(mark.count).filter { $0 > 0x20 }
        let isLast = rest.starts(with: [0x2D, 0x2D])
        if isLast || rest.isEmpty {
          if let begin { parts.append(body[begin..<start]) }
          begin = isLast ? nil : min(end + 1, body.endIndex)
          if isLast || parts.count > maximumParts { return parts }
        }
      }
      start = end + 1
    }
    if let begin { parts.append(body[begin...]) }
    return parts
  }
}

extension String {
  /// The text without white space at either end.
  fileprivate var trimmingWhitespace: String {
    let start = unicodeScalars.firstIndex { !$0.properties.isWhitespace }
    let end = unicodeScalars.lastIndex { !$0.properties.isWhitespace }
    guard let start, let end else { return "" }
    return String(unicodeScalars[start...end])
  }
}
