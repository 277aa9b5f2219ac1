import ArgumentParser
import Foundation
import PrompterKit

/// A form in which a comparison is written; the file's ending picks it.
enum ComparisonFormat: String, CaseIterable {
  case html = ".html"
  case markdown = ".md"
  case json = ".json"

  /// Throws `ValidationError` when the ending is unknown.
  init(path: String) throws {
    if path == "-" {
      self = .json
      return
    }
    guard let format = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else {
      throw ValidationError("'\(path)': the ending of a comparison must be .html, .md or .json")
    }
    self = format
  }

  /// Writes a comparison to a file, or to stdout for `-`.
  func write(_ comparison: Comparison, to path: String) throws {
    try write(
      to: path, html: { HTMLComparison.render(comparison) },
      markdown: { MarkdownReport.render(comparison) }, json: { comparison.detailedJSON })
  }

  /// Writes a ranking to a file, or to stdout for `-`.
  func write(_ ranking: Ranking, to path: String) throws {
    try write(
      to: path, html: { HTMLRanking.render(ranking) },
      markdown: { MarkdownReport.render(ranking) }, json: { ranking.json })
  }

  private func write(
    to path: String, html: () -> String, markdown: () -> String, json: () -> JSONValue
  ) throws {
    let text =
      switch self {
      case .html: html()
      case .markdown: markdown()
      case .json: json().text(.pretty) + "\n"
      }
    if path == "-" {
      try Terminal.put(text)
    } else {
      try AtomicFile.write(text, to: URL(filePath: path))
    }
  }
}
