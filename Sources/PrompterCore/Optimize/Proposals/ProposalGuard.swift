/// Refuses proposed texts that would not generalise, or are not about the field at all.
struct ProposalGuard {
  /// The longest text, in characters.
  static let maximumLength = 400
  /// A run of so many words shared with a training value is a copy.
  static let copiedWords = 5

  private let shingles: Set<[String]>
  private let values: Set<String>

  /// Prepares the guard with the values of the training examples.
  init(_ examples: [Example]) {
    var shingles: Set<[String]> = []
    var values: Set<String> = []
    for example in examples {
      shingles.formUnion(Self.runs(MetricText.words(example.document.text)))
      for leaf in example.expected?.leaves ?? [] {
        guard let text = leaf.value.string else { continue }
        let words = MetricText.words(text)
        if words.count >= 2 { values.insert(words.joined(separator: " ")) }
      }
    }
    self.shingles = shingles
    self.values = values
  }

  /// Why a text is refused, in a word; nil when it may be tried.
  func fault(_ text: String) -> String? {
    let words = MetricText.words(text)
    if words.count < 2 { return "empty" }
    if text.count > Self.maximumLength { return "too long" }
    if Self.runs(words).contains(where: shingles.contains) { return "copies a training text" }
    let joined = " " + words.joined(separator: " ") + " "
    if values.contains(where: { joined.contains(" \($0) ") }) { return "copies a training value" }
    let meta = ["prompt", "rewrite", "rephrase", "json", "language model", "as an ai"]
    if meta.contains(where: text.lowercased().contains) { return "speaks about prompting" }
    return nil
  }

  private static func runs(_ words: [String]) -> [[String]] {
    guard words.count >= copiedWords else { return [] }
    return (0...(words.count - copiedWords)).map { Array(words[$0..<($0 + copiedWords)]) }
  }
}
