/// Recognises which of several labels a text names.
struct LabelMatcher {
  /// What was recognised.
  enum Match: Hashable {
    /// The text is the label.
    case exact(String)
    /// The text is the label but for case, accents, punctuation or one letter.
    case folded(String)
    /// The label occurs in the text.
    case found(String)
    /// Several labels fit equally well.
    case tie
    case none
  }

  /// The longest text that is searched for a label, in bytes.
  static let longestText = 4_000
  /// The shortest label of which one letter may be wrong.
  static let shortestWithTypo = 5

  private let labels: [String]
  /// What names a label: the label itself, or the words that describe it.
  private let names: [(text: String, label: Int)]

  /// Makes a matcher of labels.
  init(_ labels: [String]) {
    self.labels = labels
    names = labels.enumerated().map { ($0.element, $0.offset) }
  }

  /// Makes a matcher of a union whose options list strings only, each of which its title or
  /// description names too; nil for any other union.
  init?(options: [SchemaNode]) {
    var labels: [String] = []
    var aliases: [(text: String, label: Int)] = []
    for option in options where option.types != [.null] && option.allowed != [.null] {
      guard let own = option.labels else { return nil }
      if own.count == 1 {
        for words in [option.title, option.description] {
          if let words, words.utf8.count <= 100 { aliases.append((words, labels.count)) }
        }
      }
      labels += own
    }
    guard !labels.isEmpty else { return nil }
    self.labels = labels
    names = labels.enumerated().map { ($0.element, $0.offset) } + aliases
  }

  /// How much work a match is.
  func cost(of text: String) -> Int {
    names.count / 4 + min(text.utf8.count, Self.longestText) / 8
  }

  /// Recognises a label; stricter ways of comparing go before laxer ones.
  func match(_ text: String) -> Match {
    if labels.contains(text) { return .exact(text) }
    guard text.utf8.count <= Self.longestText else { return .none }
    let foldings: [(String) -> String] = [
      { $0.trimmed.lowercased() }, { FoldedText.fold($0.trimmed) }, FoldedText.lettersAndDigits,
    ]
    for fold in foldings {
      let wanted = fold(text)
      guard !wanted.isEmpty else { continue }
      let fitting = Set(names.lazy.filter { fold($0.text) == wanted }.map(\.label))
      if let label = fitting.first { return fitting.count == 1 ? .folded(labels[label]) : .tie }
    }
    let found = search(text)
    guard found == .none else { return found }
    return withTypo(text)
  }

  /// The label that starts the text and is set off from the rest, or else the one that occurs most
  /// often.
  private func search(_ text: String) -> Match {
    let scalars = Array(FoldedText.fold(text).unicodeScalars)
    let words = scalars.map(Self.joined)
    var byFirst: [Unicode.Scalar: [(scalars: [Unicode.Scalar], label: Int)]] = [:]
    for name in names {
      let name = (
        scalars: FoldedText.fold(name.text.trimmed).unicodeScalars.map(Self.joined),
        label: name.label
      )
      guard let first = name.scalars.first, name.scalars.contains(where: FoldedText.isLetterOrDigit)
      else { continue }
      byFirst[first, default: []].append(name)
    }
    var counts: [Int: Int] = [:]
    var index = 0
    let start = words.firstIndex(where: FoldedText.isLetterOrDigit) ?? 0
    while index < words.count {
      // The longest name wins: "very high" is not "high".
      let longest = byFirst[words[index]]?.filter { Self.stands($0.scalars, at: index, in: words) }
        .max { $0.scalars.count < $1.scalars.count }
      guard let longest else {
        index += 1
        continue
      }
      let end = index + longest.scalars.count
      if index == start, Self.isSetOff(at: end, in: scalars) {
        return .found(labels[longest.label])
      }
      counts[longest.label, default: 0] += 1
      index = end
    }
    guard let most = counts.values.max() else { return .none }
    let labels = counts.filter { $0.value == most }
    guard labels.count == 1, let label = labels.keys.first else { return .tie }
    return .found(self.labels[label])
  }

  private static func joined(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar == "_" || scalar == "-" ? " " : scalar
  }

  /// Whether a name stands at an index as whole words.
  private static func stands(
    _ name: [Unicode.Scalar], at index: Int, in text: [Unicode.Scalar]
  ) -> Bool {
    let end = index + name.count
    guard end <= text.count, text[index..<end].elementsEqual(name) else { return false }
    return isBoundary(index, in: text) && isBoundary(end, in: text)
  }

  /// Whether a word may start or end at an index; scripts without blanks allow it anywhere.
  private static func isBoundary(_ index: Int, in text: [Unicode.Scalar]) -> Bool {
    guard index > 0, index < text.count else { return true }
    let sides = [text[index - 1], text[index]]
    return !sides.allSatisfy { FoldedText.isLetterOrDigit($0) && $0.value < 0x2E80 }
  }

  /// Whether what follows a label at the start sets it off, as in "HIGH: because …".
  private static func isSetOff(at end: Int, in text: [Unicode.Scalar]) -> Bool {
    var index = end
    while index < text.count, text[index] == " " || text[index] == "*" { index += 1 }
    guard index < text.count else { return false }
    if text[index] == "-" { return index > end }
    return ":(.;|\n\u{2013}\u{2014}\u{FF1A}".unicodeScalars.contains(text[index])
  }

  /// The only label that differs from the text by one letter.
  private func withTypo(_ text: String) -> Match {
    let written = Array(FoldedText.lettersAndDigits(text).unicodeScalars)
    guard written.count + 1 >= Self.shortestWithTypo else { return .none }
    var fitting: Set<Int> = []
    for (index, label) in labels.enumerated() {
      let wanted = Array(FoldedText.lettersAndDigits(label).unicodeScalars)
      if wanted.count >= Self.shortestWithTypo, Self.areOneEditApart(written, wanted) {
        fitting.insert(index)
      }
    }
    guard let label = fitting.first else { return .none }
    return fitting.count == 1 ? .folded(labels[label]) : .tie
  }

  /// Whether one insertion, deletion, replacement or swap of neighbours makes the texts equal.
  static func areOneEditApart(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
    guard abs(a.count - b.count) <= 1, a != b else { return false }
    let head = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    let shorter = min(a.count, b.count)
    if head + tail >= shorter { return true }
    guard a.count == b.count else { return false }
    if head + tail == a.count - 1 { return true }
    return head + tail == a.count - 2 && a[head] == b[head + 1] && a[head + 1] == b[head]
  }
}

extension String {
  /// The text without white space at either end.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(
      start.prefix(
        upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex))
  }
}
