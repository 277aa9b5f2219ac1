/// Changes of a prompt, part by part: before and after, with what is only in one of them marked.
enum HTMLChanges {
  /// The most parts that are shown.
  private static let maximumParts = 40

  /// Renders changes.
  ///
  /// - Parameter limit: the most Unicode scalars of each text.
  static func render(_ changes: [TemplateChange], limit: Int) -> String {
    guard !changes.isEmpty else { return "" }
    var out = "<div class=\"values\">\n"
    for change in changes.prefix(maximumParts) {
      // Without a number all demonstrations are shown.
      let absent = change.part == "layout.nearest" ? "all" : ""
      let (before, after) = sides(
        change.before.isEmpty ? absent : change.before.cut(limit),
        change.after.isEmpty ? absent : change.after.cut(limit))
      out += "<div class=\"value\"><p class=\"name\"><bdi>"
      out += "\(HTMLSearch.escape(name(of: change.part).cut(80)))</bdi></p>\n"
      out += "<div class=\"side\"><p class=\"label\">before</p>\(before)</div>\n"
      out += "<div class=\"side\"><p class=\"label\">after</p>\(after)</div></div>\n"
    }
    out += "</div>\n"
    if changes.count > maximumParts {
      out += "<p class=\"gap\">and \(changes.count - maximumParts) more parts</p>\n"
    }
    return out
  }

  /// A part in words.
  static func name(of part: String) -> String {
    switch part {
    case "instruction": "Instruction"
    case "demonstrations": "Demonstrations"
    case "layout.guide": "How fields are described"
    case "layout.demonstrations": "How demonstrations are shown"
    case "layout.nearest": "Nearest demonstrations shown"
    default: part.hasPrefix("fields.") ? "Field \(part.dropFirst(7))" : part
    }
  }

  private static func sides(_ before: String, _ after: String) -> (String, String) {
    guard !before.isEmpty, !after.isEmpty else { return (whole(before), whole(after)) }
    var left = ""
    var right = ""
    for piece in WordDiff(before, after).pieces {
      let text = HTMLSearch.escape(piece.text)
      switch piece.kind {
      case .same:
        left += text
        right += text
      case .removed: left += "<del>\(text)</del>"
      case .added: right += "<ins>\(text)</ins>"
      }
    }
    return (block(left), block(right))
  }

  private static func whole(_ text: String) -> String {
    text.isEmpty ? "<p class=\"none\">nothing</p>" : block(HTMLSearch.escape(text))
  }

  private static func block(_ html: String) -> String {
    "<div class=\"text\" dir=\"auto\">\(html)</div>"
  }
}
