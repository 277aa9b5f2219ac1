import PrompterKit

/// A form in which a comparison is written.
enum ComparisonFormat: String, OutputFormat {
  case html = ".html"
  case markdown = ".md"
  case json = ".json"

  /// Writes a comparison to a file, or to stdout for `-`.
  func write(_ comparison: Comparison, to path: String) throws {
    let text =
      switch self {
      case .html: HTMLComparison.render(comparison)
      case .markdown: MarkdownReport.render(comparison)
      case .json: comparison.detailedJSON.text(.pretty) + "\n"
      }
    try put(text, to: path)
  }

  /// Writes a ranking to a file, or to stdout for `-`.
  func write(_ ranking: Ranking, to path: String) throws {
    let text =
      switch self {
      case .html: HTMLRanking.render(ranking)
      case .markdown: MarkdownReport.render(ranking)
      case .json: ranking.json.text(.pretty) + "\n"
      }
    try put(text, to: path)
  }
}
