import PrompterKit

/// A form in which an evaluation is written.
enum ReportFormat: String, OutputFormat {
  case junit = ".junit.xml"
  case json = ".json"
  case html = ".html"
  case markdown = ".md"
  case csv = ".csv"

  /// Writes an evaluation to a file, or to stdout for `-`.
  func write(_ evaluation: Evaluation, to path: String) throws {
    let text =
      switch self {
      case .json: evaluation.json.text(.pretty) + "\n"
      case .html: HTMLReport.render(evaluation)
      case .markdown: MarkdownReport.render(evaluation)
      case .csv: CSVReport.render(evaluation)
      case .junit: JUnitReport.render(evaluation)
      }
    try put(text, to: path)
  }
}
