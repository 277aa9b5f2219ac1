/// What a page says of itself where nobody sees it: who wrote it, for which site, and when.
struct PageFacts {
  private static let names: [String: String] = [
    "author": "author", "article:author": "author", "dc.creator": "author", "byl": "author",
    "og:site_name": "site", "article:published_time": "published", "datepublished": "published",
    "dc.date": "published", "dc.date.issued": "published", "date": "published",
    "pubdate": "published", "parsely-pub-date": "published",
  ]
  private static let maximumLength = 200

  private var found: [String: String] = [:]

  /// Takes a `meta` tag in; the first one of a kind counts.
  mutating func add(_ attributes: [(name: String, value: String)]) {
    let key = attributes.first { $0.name == "name" || $0.name == "property" }?.value.lowercased()
    guard let name = key.flatMap({ Self.names[$0] }), found[name] == nil,
      let content = attributes.first(where: { $0.name == "content" })?.value
    else { return }
    let text = content.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    // An address names nobody.
    guard !text.isEmpty, text.count <= Self.maximumLength, !text.hasPrefix("http") else { return }
    found[name] = text
  }

  /// As lines such as `author: Jane Doe`.
  var lines: [String] {
    ["author", "site", "published"].compactMap { name in found[name].map { "\(name): \($0)" } }
  }
}
