import ArgumentParser
import Foundation
import PrompterKit

/// A form in which a search is written; the file's ending picks it.
enum SearchReportFormat: String, CaseIterable {
  case html = ".html"
  case markdown = ".md"
  case json = ".json"

  /// Throws `ValidationError` when the ending is another.
  init(path: String) throws {
    if path == "-" {
      self = .json
      return
    }
    guard let format = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else {
      throw ValidationError("'\(path)': the report of a search must end in .html, .md or .json")
    }
    self = format
  }

  /// Writes a search to a file, or to stdout for `-`.
  func write(_ report: SearchReport, to path: String) throws {
    let text =
      switch self {
      case .html: report.html
      case .markdown: report.markdown
      case .json: report.json.text(.pretty) + "\n"
      }
    if path == "-" {
      try Terminal.put(text)
    } else {
      try AtomicFile.write(text, to: URL(filePath: path))
    }
  }
}
