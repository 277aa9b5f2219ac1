import PrompterKit

/// The formats that are read, by the endings of files.
enum FileFormat: String, CaseIterable, Sendable {
  case text, markdown, html, xml, pdf, mail, image
  case jsonLines, csv, tsv

  /// The endings, in lower case.
  var endings: [String] {
    switch self {
    case .text: ["txt", "text"]
    case .markdown: ["md", "markdown"]
    case .html: ["html", "htm", "xhtml"]
    case .xml: ["xml"]
    case .pdf: ["pdf"]
    case .mail: ["eml"]
    case .image: Document.Image.endings
    case .jsonLines: ["jsonl", "ndjson"]
    case .csv: ["csv"]
    case .tsv: ["tsv"]
    }
  }

  /// Whether a file holds many documents, one a row.
  var hasRows: Bool {
    switch self {
    case .jsonLines, .csv, .tsv: true
    case .text, .markdown, .html, .xml, .pdf, .mail, .image: false
    }
  }

  private static let byEnding = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { format in format.endings.map { ($0, format) } })

  /// All endings, as they are named in messages.
  static let named =
    allCases.flatMap(\.endings).map { ".\($0)" }.joined(separator: ", ") + ", each also as .gz"

  /// The format that the name of a file says, and whether it is compressed; nil for an unknown one.
  static func of(name: String) -> (format: FileFormat, isGzip: Bool)? {
    var parts = name.split(separator: "/").last?.split(separator: ".") ?? []
    guard parts.count > 1 || name.split(separator: "/").last?.hasPrefix(".") == true else {
      return nil
    }
    let isGzip = parts.last?.lowercased() == "gz"
    if isGzip { parts.removeLast() }
    guard let ending = parts.last?.lowercased(), let format = byEnding[ending] else { return nil }
    return (format, isGzip)
  }
}
