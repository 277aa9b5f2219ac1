/// Text from data made safe to stand in GitHub-flavoured Markdown, also inside a table.
enum MarkdownText {
  /// The text as code, on one line and cut at a length.
  ///
  /// Code is where nothing else means anything: no markup, no mention of a person, no issue link.
  static func code(_ text: String, limit: Int = 80) -> String {
    var line = ""
    var longest = 0
    var run = 0
    var backslashes = 0
    for scalar in text.cut(limit).unicodeScalars {
      switch scalar {
      case "|":
        // A table is split before code is read: only after an odd number of them is the bar safe.
        line += backslashes.isMultiple(of: 2) ? "\\|" : "\\\\|"
      case _
      where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator:
        line += " "
      default: line.unicodeScalars.append(scalar)
      }
      backslashes = scalar == "\\" ? backslashes + 1 : 0
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    if line.allSatisfy({ $0 == " " }) { return ReportNumber.none }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    return fence + pad + line + pad + fence
  }

  /// A line without what could end it or steer a terminal.
  static func plain(_ line: some StringProtocol) -> String {
    String(
      String.UnicodeScalarView(
        line.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: " "
          default: scalar
          }
        }))
  }

  /// A table; cells must be safe already.
  static func table(_ head: [String], _ rows: [[String]], right: Set<Int> = []) -> String {
    let rule = head.indices.map { right.contains($0) ? "---:" : "---" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }
}
