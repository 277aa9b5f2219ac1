import PrompterKit

/// A form in which a search is written.
enum SearchReportFormat: String, OutputFormat {
  case html = ".html"
  case markdown = ".md"
  case json = ".json"

  /// Writes a search to a file, or to stdout for `-`.
  func write(_ report: SearchReport, to path: String) throws {
    let text =
      switch self {
      case .html: report.html
      case .markdown: report.markdown
      case .json: report.json.text(.pretty) + "\n"
      }
    try put(text, to: path)
  }
}
