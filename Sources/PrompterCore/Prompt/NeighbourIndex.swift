import Foundation

/// Finds the texts that are most like another one, by the words and pairs of words that they share.
///
/// Likeness is the cosine of vectors in which each word weighs 1 + log(how often it is there) times
/// log(1 + texts / texts that have it): tf-idf (Salton and Buckley, 1988).
struct NeighbourIndex: Sendable {
  private struct Posting: Sendable {
    let text: Int
    let weight: Double
  }

  private let postings: [UInt64: [Posting]]
  private let rarity: [UInt64: Double]
  private let texts: [String]

  init(_ texts: [String]) {
    self.texts = texts
    let counts = texts.map(Self.counts)
    var having: [UInt64: Int] = [:]
    for text in counts { for word in text.keys { having[word, default: 0] += 1 } }
    let rarity = having.mapValues { log(1 + Double(texts.count) / Double($0)) }
    self.rarity = rarity
    var postings: [UInt64: [Posting]] = [:]
    for (index, text) in counts.enumerated() {
      let weights = text.map { ($0.key, (1 + log(Double($0.value))) * (rarity[$0.key] ?? 0)) }
      // In a fixed order: sums of floating-point numbers depend on it.
      let length = weights.map(\.1).sorted().reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (word, weight) in weights where length > 0 {
        postings[word, default: []].append(Posting(text: index, weight: weight / length))
      }
    }
    self.postings = postings
  }

  /// The indices of the `count` texts most like another one, the nearest last.
  ///
  /// The text itself is left out: a question must not be shown with its answer.
  func nearest(_ count: Int, to text: String) -> [Int] {
    var likeness = Array(repeating: 0.0, count: texts.count)
    for (word, number) in Self.counts(text).sorted(by: { $0.key < $1.key }) {
      guard let found = postings[word], let rarity = rarity[word] else { continue }
      let weight = (1 + log(Double(number))) * rarity
      for posting in found { likeness[posting.text] += weight * posting.weight }
    }
    let ranked = texts.indices.filter { texts[$0] != text }
      .sorted { (likeness[$0], $1) > (likeness[$1], $0) }
    return ranked.prefix(count).reversed()
  }

  /// How often each word and pair of neighbouring words is there.
  ///
  /// Case does not count, and numbers count by their number of digits. Letters that stand for words
  /// of their own, as in Chinese, are words.
  private static func counts(_ text: String) -> [UInt64: Int] {
    var counts: [UInt64: Int] = [:]
    var before: UInt64?
    var word = Word()
    func end() {
      guard let hash = word.hash else { return }
      counts[hash, default: 0] += 1
      if let before { counts[(before &* 31) ^ hash, default: 0] += 1 }
      before = hash
      word = Word()
    }
    for scalar in text.unicodeScalars {
      if scalar.isWordOfItsOwn {
        end()
        word.add(scalar)
        end()
      } else if scalar.properties.isAlphabetic || scalar.isASCIIDigit {
        word.add(scalar)
      } else {
        end()
      }
    }
    end()
    return counts
  }

  /// A word as it is read: its hash (FNV-1a) without its case and its digits.
  private struct Word {
    private(set) var hash: UInt64?

    mutating func add(_ scalar: Unicode.Scalar) {
      var value = scalar.value
      if scalar.isASCIIDigit {
        value = 0x30
      } else if scalar.isASCII {
        value |= 0x20
      } else if let lower = scalar.properties.lowercaseMapping.unicodeScalars.first {
        value = lower.value
      }
      hash = ((hash ?? 0xcbf2_9ce4_8422_2325) ^ UInt64(value)) &* 0x100_0000_01b3
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIIDigit: Bool { (0x30...0x39).contains(value) }

  /// Whether it is a word of its own: Han, Hiragana, Katakana and Hangul, and the scripts of South East
  /// Asia that put no spaces between words.
  var isWordOfItsOwn: Bool {
    (0x3040...0x30ff).contains(value) || (0x3400...0x9fff).contains(value)
      || (0xac00...0xd7a3).contains(value) || (0x20000...0x3ffff).contains(value)
      || (0x0e00...0x0eff).contains(value) || (0x1000...0x109f).contains(value)
      || (0x1780...0x17ff).contains(value)
  }
}
