/// Where each word of a text stands, to find phrases in it without reading it again.
///
/// Words are runs of letters and digits in lower case; what stands between does not count. Scripts
/// without blanks between words, as Chinese, have a word a sign. Built in n log n.
struct WordIndex: Sendable {
  /// A word: its hash and its place among the folded scalars.
  struct Word: Sendable {
    let hash: UInt64
    let start, end: Int32
  }

  let source: FoldedSource
  let words: [Word]
  /// The words by hash, then by place.
  private let sorted: [Int32]

  init(_ source: FoldedSource) {
    self.source = source
    let words = Self.words(of: source.scalars)
    self.words = words
    sorted = words.indices.map(Int32.init).sorted {
      let (a, b) = (words[Int($0)].hash, words[Int($1)].hash)
      return a != b ? a < b : $0 < $1
    }
  }

  /// The words of folded scalars.
  static func words(of scalars: [Unicode.Scalar]) -> [Word] {
    var words: [Word] = []
    var start = 0
    var hash: UInt64?
    func end(_ index: Int) {
      if let found = hash {
        words.append(Word(hash: found, start: Int32(start), end: Int32(index)))
      }
      hash = nil
    }
    for (index, scalar) in scalars.enumerated() {
      let kind = WordKind(scalar)
      if kind != .inside { end(index) }
      guard kind != .between else { continue }
      if hash == nil { start = index }
      // FNV-1a.
      hash = ((hash ?? 0xcbf2_9ce4_8422_2325) ^ UInt64(scalar.value)) &* 0x100_0000_01b3
      if kind == .whole { end(index + 1) }
    }
    end(scalars.count)
    return words
  }

  /// The places of a word among the words, in order.
  func places(of hash: UInt64) -> ArraySlice<Int32> {
    let start = sorted.firstPlace { words[Int($0)].hash >= hash }
    var end = start
    while end < sorted.count, words[Int(sorted[end])].hash == hash { end += 1 }
    return sorted[start..<end]
  }

  /// The first place where some words follow each other; nil when they nowhere do.
  func place(of phrase: [UInt64]) -> Range<Int>? {
    let places = phrase.map(places)
    // The rarest word has the fewest places to look at.
    guard let anchor = places.indices.min(by: { places[$0].count < places[$1].count }) else {
      return nil
    }
    for place in places[anchor] {
      let start = Int(place) - anchor
      guard start >= 0, start + phrase.count <= words.count else { continue }
      if phrase.indices.allSatisfy({ words[start + $0].hash == phrase[$0] }) {
        return start..<(start + phrase.count)
      }
    }
    return nil
  }

  /// The part of the document from the first to the last of some words.
  func span(_ range: Range<Int>) -> Span {
    source.span(Int(words[range.lowerBound].start)..<Int(words[range.upperBound - 1].end))
  }

  /// What a word spells.
  func scalars(_ word: Int) -> ArraySlice<Unicode.Scalar> {
    source.scalars[Int(words[word].start)..<Int(words[word].end)]
  }
}

/// What a scalar is to the words of a text.
enum WordKind {
  /// Part of a word.
  case inside
  /// A word of its own.
  case whole
  /// No part of any.
  case between

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39, 0x41...0x5A: self = .inside
    case 0..<0x80: self = .between
    case 0x2E80...0xD7FF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      self = FoldedText.isLetterOrDigit(scalar) ? .whole : .between
    default: self = FoldedText.isLetterOrDigit(scalar) ? .inside : .between
    }
  }
}

extension Array {
  /// The first index at which a condition holds that holds from there on.
  fileprivate func firstPlace(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
