/// The fenced code blocks of an answer and the prose between them.
struct Fences {
  /// A stretch of the answer.
  struct Region {
    /// Its bytes, without the marks of the fence.
    let range: Range<Int>
    /// Whether it is the inside of a fence.
    let isFenced: Bool
  }

  /// All stretches, in order; one when there is no fence.
  let regions: [Region]

  /// Finds the fences.
  ///
  /// A fence ends at a mark that starts a line, or else at the next mark, or with the text.
  init(in text: AnswerBytes) {
    let marks = Self.marks(in: text)
    var regions: [Region] = []
    var start = 0
    var index = 0
    // The next mark that starts a line, at or behind each mark.
    var lineStarts = [Int?](repeating: nil, count: marks.count + 1)
    for index in marks.indices.reversed() {
      lineStarts[index] = marks[index].startsLine ? index : lineStarts[index + 1]
    }
    while index < marks.count {
      let open = marks[index]
      if start < open.range.lowerBound {
        regions.append(Region(range: start..<open.range.lowerBound, isFenced: false))
      }
      let content = Self.skippingLanguage(from: open.range.upperBound, in: text)
      let closing = lineStarts[index + 1] ?? (index + 1 < marks.count ? index + 1 : nil)
      let end = closing.map { marks[$0].range.lowerBound } ?? text.end
      regions.append(Region(range: min(content, end)..<end, isFenced: true))
      start = closing.map { marks[$0].range.upperBound } ?? text.end
      index = closing.map { $0 + 1 } ?? marks.count
    }
    if start < text.end || regions.isEmpty {
      regions.append(Region(range: start..<text.end, isFenced: false))
    }
    self.regions = regions
  }

  /// Every run of three or more backticks or tildes.
  private static func marks(in text: AnswerBytes) -> [(range: Range<Int>, startsLine: Bool)] {
    var marks: [(range: Range<Int>, startsLine: Bool)] = []
    var startsLine = true
    var index = 0
    while index < text.end {
      let byte = text.bytes[index]
      if byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") && startsLine {
        var next = index
        while next < text.end, text.bytes[next] == byte { next += 1 }
        if next - index >= 3 { marks.append((index..<next, startsLine)) }
        startsLine = false
        index = next
      } else {
        if byte == 0x0A {
          startsLine = true
        } else if byte > 0x20 {
          startsLine = false
        }
        index += 1
      }
    }
    return marks
  }

  /// Steps over the word that names the language.
  private static func skippingLanguage(from start: Int, in text: AnswerBytes) -> Int {
    var index = start
    while index < text.end, index - start < 24, text.mark(at: index).length == 0,
      text.bytes[index] > 0x20, text.quote(at: index) == nil
    {
      index += 1
    }
    return index
  }
}
