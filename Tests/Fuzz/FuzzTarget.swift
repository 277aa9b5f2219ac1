/// What can be fed with bytes.
enum FuzzTarget: String, CaseIterable {
  /// Answers of models, read against one of several schemas.
  case answers
  /// Strict JSON.
  case json
  /// Responses of providers, and lists of token probabilities.
  case responses
  /// Server-sent events in pieces of any size.
  case events
  /// Response headers.
  case headers
  /// CSV files.
  case csv
  /// HTML pages.
  case html
  /// XML documents.
  case xml
  /// E-mail.
  case eml
  /// JSONL files.
  case jsonl
  /// Artifacts.
  case artifacts
  /// Schemas, and regular expressions in them.
  case schemas

  /// Feeds it.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .answers: feedAnswer(bytes)
    case .json: feedJSON(bytes)
    case .responses: feedResponse(bytes)
    case .events: feedEvents(bytes)
    case .headers: feedHeaders(bytes)
    case .csv: feedCSV(bytes)
    case .html: feedHTML(bytes)
    case .xml: feedXML(bytes)
    case .eml: feedMail(bytes)
    case .jsonl: feedJSONL(bytes)
    case .artifacts: feedArtifact(bytes)
    case .schemas: feedSchema(bytes)
    }
  }
}

/// The first bytes of an input choose what is done with the rest.
struct Choices {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// A number below a bound; printable digits choose 0 to 9.
  mutating func next(below bound: Int) -> Int {
    guard let byte = rest.popFirst() else { return 0 }
    return Int(byte &- UInt8(ascii: "0")) % bound
  }

  /// What is left, as text; bytes that are not UTF-8 become U+FFFD.
  var text: String { String(decoding: rest, as: UTF8.self) }
}
