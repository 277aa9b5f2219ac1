/// What to take out of one text and put into it to get another, word by word.
struct WordDiff: Equatable {
  /// A part of either text.
  struct Piece: Equatable {
    enum Kind { case same, removed, added }
    let kind: Kind
    let text: String
  }

  /// The parts in order; what is removed stands before what is added in its place.
  let pieces: [Piece]

  /// Finds a longest common subsequence of words, spaces and signs.
  ///
  /// Texts that differ in more than 250,000 pairs of words are given as one removal and one
  /// addition between their common ends: the work stays bounded.
  init(_ old: String, _ new: String) {
    let a = Self.tokens(old)
    let b = Self.tokens(new)
    var numbers: [Substring: Int] = [:]
    func numbered(_ tokens: [Substring]) -> [Int] {
      tokens.map { token in
        let number = numbers[token] ?? numbers.count
        numbers[token] = number
        return number
      }
    }
    let x = numbered(a)
    let y = numbered(b)
    let shorter = min(x.count, y.count)
    var start = 0
    while start < shorter, x[start] == y[start] { start += 1 }
    var end = 0
    while end < shorter - start, x[x.count - 1 - end] == y[y.count - 1 - end] { end += 1 }

    var parts = a[..<start].map { Piece(kind: .same, text: String($0)) }
    var i = start
    var j = start
    for (matchedA, matchedB) in Self.matches(x[start..<(x.count - end)], y[start..<(y.count - end)])
    {
      parts += a[i..<matchedA].map { Piece(kind: .removed, text: String($0)) }
      parts += b[j..<matchedB].map { Piece(kind: .added, text: String($0)) }
      parts.append(Piece(kind: .same, text: String(a[matchedA])))
      i = matchedA + 1
      j = matchedB + 1
    }
    parts += a[i..<(a.count - end)].map { Piece(kind: .removed, text: String($0)) }
    parts += b[j..<(b.count - end)].map { Piece(kind: .added, text: String($0)) }
    parts += a[(a.count - end)...].map { Piece(kind: .same, text: String($0)) }
    pieces = Self.joined(parts)
  }

  /// The places of a longest common subsequence, by dynamic programming from the end.
  private static func matches(_ x: ArraySlice<Int>, _ y: ArraySlice<Int>) -> [(Int, Int)] {
    guard !x.isEmpty, !y.isEmpty, x.count <= 250_000 / y.count else { return [] }
    let width = y.count + 1
    var lengths = [UInt16](repeating: 0, count: (x.count + 1) * width)
    for i in x.indices.reversed() {
      for j in y.indices.reversed() {
        let cell = (i - x.startIndex) * width + j - y.startIndex
        lengths[cell] =
          x[i] == y[j]
          ? lengths[cell + width + 1] + 1 : max(lengths[cell + width], lengths[cell + 1])
      }
    }
    var found: [(Int, Int)] = []
    var i = x.startIndex
    var j = y.startIndex
    while i < x.endIndex, j < y.endIndex {
      let cell = (i - x.startIndex) * width + j - y.startIndex
      if x[i] == y[j] {
        found.append((i, j))
        i += 1
        j += 1
      } else if lengths[cell + width] >= lengths[cell + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return found
  }

  /// Joins neighbours of one kind.
  ///
  /// A space between two changed words counts as changed: two words replaced by two others read as
  /// one replacement.
  private static func joined(_ parts: [Piece]) -> [Piece] {
    var pieces: [Piece] = []
    var removed = ""
    var added = ""
    var same = ""
    func flushChange() {
      if !removed.isEmpty { pieces.append(Piece(kind: .removed, text: removed)) }
      if !added.isEmpty { pieces.append(Piece(kind: .added, text: added)) }
      removed = ""
      added = ""
    }
    for part in parts {
      if part.kind == .same {
        same += part.text
        continue
      }
      if !same.isEmpty {
        if !removed.isEmpty || !added.isEmpty, same.allSatisfy(\.isWhitespace) {
          removed += same
          added += same
        } else {
          flushChange()
          pieces.append(Piece(kind: .same, text: same))
        }
        same = ""
      }
      if part.kind == .removed { removed += part.text } else { added += part.text }
    }
    flushChange()
    if !same.isEmpty { pieces.append(Piece(kind: .same, text: same)) }
    return pieces
  }

  /// Words, runs of white space, and single signs; a sign between digits belongs to the number.
  private static func tokens(_ text: String) -> [Substring] {
    var tokens: [Substring] = []
    var start = text.startIndex
    while start < text.endIndex {
      let kind = Kind(text[start])
      var end = text.index(after: start)
      while kind != .sign, end < text.endIndex {
        if Kind(text[end]) != kind {
          let next = text.index(after: end)
          guard ".,".contains(text[end]), next < text.endIndex, text[next].isNumber,
            text[text.index(before: end)].isNumber
          else { break }
        }
        text.formIndex(after: &end)
      }
      tokens.append(text[start..<end])
      start = end
    }
    return tokens
  }

  private enum Kind {
    case word, space, sign

    init(_ character: Character) {
      if character.isWhitespace {
        self = .space
      } else if character.unicodeScalars.contains(where: \.properties.isIdeographic) {
        // Written without spaces: every sign is a word.
        self = .sign
      } else {
        self = character.isLetter || character.isNumber ? .word : .sign
      }
    }
  }
}
