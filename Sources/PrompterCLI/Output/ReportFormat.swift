import ArgumentParser
import Foundation
import PrompterKit

/// A form in which an evaluation is written; the file's ending picks it.
enum ReportFormat: String, CaseIterable {
  case junit = ".junit.xml"
  case json = ".json"
  case html = ".html"
  case markdown = ".md"
  case csv = ".csv"

  /// Throws `ValidationError` when the ending is unknown.
  init(path: String) throws {
    if path == "-" {
      self = .json
      return
    }
    guard let format = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else {
      let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(path)': the ending must be one of \(known)")
    }
    self = format
  }

  /// Writes an evaluation to a file, or to stdout for `-`.
  func write(_ evaluation: Evaluation, to path: String) throws {
    let text = render(evaluation)
    if path == "-" {
      try Terminal.put(text)
    } else {
      try AtomicFile.write(text, to: URL(filePath: path))
    }
  }

  private func render(_ evaluation: Evaluation) -> String {
    switch self {
    case .json: evaluation.json.text(.pretty) + "\n"
    case .html: HTMLReport.render(evaluation)
    case .markdown: MarkdownReport.render(evaluation)
    case .csv: CSVReport.render(evaluation)
    case .junit: JUnitReport.render(evaluation)
    }
  }
}
