/// The frame of a report: one HTML file that needs no network.
///
/// Its policy forbids it to load anything.
enum HTMLPage {
  /// A page.
  ///
  /// - Parameters:
  ///   - title: as it comes from data.
  ///   - skip: the id of what the first link leads to, and that link's words.
  ///   - body: markup.
  static func render(
    title: String, skip: (id: String, words: String), style: String, script: String, body: String
  ) -> String {
    var out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    out += "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    out += "<meta name=\"color-scheme\" content=\"light dark\">\n"
    out += "<title>\(XMLText.escapeHTML(title))</title>\n"
    out += "<style>\n\(style)</style>\n</head>\n<body>\n"
    out += "<a class=\"skip\" href=\"#\(skip.id)\">\(skip.words)</a>\n"
    return out + body + "<script>\n\(script)</script>\n</body>\n</html>\n"
  }

  /// One number of the header, with what it means.
  ///
  /// - Parameter kind: `main`, `bad` or nothing.
  static func number(
    _ name: String, _ value: String, _ note: String, _ kind: String = ""
  ) -> String {
    "<div class=\"number \(kind)\"><dt>\(name)</dt><dd>\(value)</dd>"
      + "<dd class=\"note\">\(note)</dd></div>\n"
  }

  /// A score from 0 to 1 as a small bar; nothing for nil.
  static func meter(_ score: Double?) -> String {
    guard let score, score.isFinite else { return "" }
    let width = ReportNumber.fixed(40 * min(max(score, 0), 1), 1)
    return "<svg class=\"meter\" viewBox=\"0 0 40 6\" aria-hidden=\"true\">"
      + "<rect class=\"rail\" width=\"40\" height=\"6\" rx=\"3\"/>"
      + "<rect class=\"full\" width=\"\(width)\" height=\"6\" rx=\"3\"/></svg>"
  }
}
