/// Finds a phrase that a text has nearly: a word left out or added, a letter wrong.
///
/// Words with digits must be the same: a number that differs in one digit is another number.
struct NearPlace {
  let index: WordIndex
  /// The words of the text by their first three letters, for words that are nowhere as they are.
  private lazy var beginnings = Dictionary(grouping: distinct(), by: { Self.beginning($0.letters) })

  /// So many places of the rarest words are looked at.
  private static let mostPlaces = 48
  private static let anchors = 4
  /// Phrases of more words are compared in their first ones.
  private static let mostWords = 64
  /// The share of letters that may differ.
  private static let tolerance = 0.15

  init(_ index: WordIndex) {
    self.index = index
  }

  /// The best place of some words; nil when none comes near.
  mutating func place(of phrase: [ArraySlice<Unicode.Scalar>], _ hashes: [UInt64]) -> Range<Int>? {
    let count = min(phrase.count, Self.mostWords)
    let length = phrase.prefix(count).reduce(0) { $0 + $1.count }
    // Too little to tell what is near from what is not.
    guard count > 0, length >= 5 else { return nil }
    guard count > 1 else { return likeness(of: phrase[0]).map { $0..<($0 + 1) } }
    let places = (0..<count).map { (word: $0, places: index.places(of: hashes[$0])) }
      .filter { !$0.places.isEmpty && $0.places.count <= Self.mostPlaces }
      .sorted { ($0.places.count, $0.word) < ($1.places.count, $1.word) }
    var best: (cost: Int, range: Range<Int>)?
    var tried: Set<Int> = []
    for anchor in places.prefix(Self.anchors) {
      for place in anchor.places {
        let start = Int(place) - anchor.word
        guard tried.insert(start).inserted else { continue }
        // A word may have come in or gone before the anchor.
        for shift in [0, -1, 1] {
          let (cost, range) = distance(
            phrase, hashes, count, from: start + shift, most: best?.cost ?? length)
          if let range, cost < best?.cost ?? .max { best = (cost, range) }
        }
      }
    }
    guard let best, Double(best.cost) <= Self.tolerance * Double(length) else { return nil }
    return best.range
  }

  /// The letters that differ when the phrase begins at a word of the text, and the words it covers.
  ///
  /// A word that the text has more or less costs its letters.
  private func distance(
    _ phrase: [ArraySlice<Unicode.Scalar>], _ hashes: [UInt64], _ count: Int, from start: Int,
    most: Int
  ) -> (cost: Int, range: Range<Int>?) {
    guard start >= 0, start < index.words.count else { return (.max, nil) }
    var (cost, word, here) = (0, 0, start)
    var (first, last): (Int?, Int) = (nil, start)
    func isSame(_ word: Int, _ here: Int) -> Bool {
      word < count && here < index.words.count && index.words[here].hash == hashes[word]
    }
    while word < count, here < index.words.count {
      if isSame(word, here) {
        (first, last) = (first ?? here, here)
        (word, here) = (word + 1, here + 1)
      } else if isSame(word, here + 1) {
        // The text has a word more.
        if first != nil { cost += index.scalars(here).count }
        here += 1
      } else if isSame(word + 1, here) {
        cost += phrase[word].count
        word += 1
      } else {
        let differs = Self.differs(phrase[word], index.scalars(here))
        cost += differs
        if differs < phrase[word].count { (first, last) = (first ?? here, here) }
        (word, here) = (word + 1, here + 1)
      }
      if cost > most { return (.max, nil) }
    }
    cost += phrase[word..<count].reduce(0) { $0 + $1.count }
    return (cost, first.map { $0..<(last + 1) })
  }

  /// The first word of the text that differs from a word in so few letters that it is meant.
  private mutating func likeness(of word: ArraySlice<Unicode.Scalar>) -> Int? {
    let most = Int(Self.tolerance * Double(word.count) + 0.5)
    return beginnings[Self.beginning(word)]?
      .filter { Self.differs(word, $0.letters) <= most }.map(\.place).min()
  }

  private func distinct() -> [(letters: ArraySlice<Unicode.Scalar>, place: Int)] {
    var seen: Set<UInt64> = []
    return index.words.indices.compactMap { place in
      seen.insert(index.words[place].hash).inserted ? (index.scalars(place), place) : nil
    }
  }

  private static func beginning(_ letters: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
    Array(letters.prefix(3))
  }

  /// The letters that differ (Levenshtein); all of them for words with digits, and for words whose
  /// lengths are far apart.
  private static func differs(
    _ a: ArraySlice<Unicode.Scalar>, _ b: ArraySlice<Unicode.Scalar>
  ) -> Int {
    let whole = max(a.count, b.count)
    guard abs(a.count - b.count) <= 3, whole <= 64, !a.contains(where: isDigit),
      !b.contains(where: isDigit)
    else { return whole }
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, corner + (x == y ? 0 : 1))
        corner = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    (0x30...0x39).contains(scalar.value)
  }
}
