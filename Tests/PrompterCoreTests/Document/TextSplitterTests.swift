import Testing

@testable import PrompterCore

@Suite struct TextSplitterTests {
  private func parts(_ text: String, room: Int) -> [String] {
    TextSplitter(room: room).parts(of: text).map { part in
      let view = text.utf8
      let first = view.index(view.startIndex, offsetBy: part.bytes.lowerBound)
      let last = view.index(view.startIndex, offsetBy: part.bytes.upperBound)
      return String(text[first..<last])
    }
  }

  /// Texts with joints of all kinds, or none.
  private static let texts: [(name: String, text: String)] = [
    ("prose", String(repeating: "The seller delivers. It is paid on time! Is it? ", count: 400)),
    (
      "paragraphs",
      String(repeating: "# Head\n\nOne line of text\nand another one.\n\n", count: 300)
    ),
    ("rows", (0..<900).map { "item \($0) | \($0 * 7) | EUR\n" }.joined()),
    ("Chinese", String(repeating: "合同编号一二三，甲方应当付款。乙方交货！", count: 300)),
    ("Japanese without stops", String(repeating: "東京都千代田区丸の内一丁目", count: 500)),
    ("no joints", String(repeating: "x", count: 9_000)),
    ("marks", String(repeating: "e\u{301}\u{302}", count: 3_000)),
    ("families", String(repeating: "👩‍👩‍👧‍👦", count: 700)),
    ("lines of Windows", String(repeating: "a: 1\r\n", count: 2_000)),
  ]

  @Test("every part fits, nothing is lost, and what follows overlaps", arguments: texts)
  func covers(name: String, text: String) {
    let room = 300
    let parts = TextSplitter(room: room).parts(of: text)
    #expect(parts.count > 1)
    #expect(parts.first?.bytes.lowerBound == 0)
    #expect(parts.last?.bytes.upperBound == text.utf8.count)
    for (part, words) in zip(parts, self.parts(text, room: room)) {
      #expect(TextTokens.cost(words) <= room * TextTokens.unit)
      let view = text.utf8
      let start = view.index(view.startIndex, offsetBy: part.bytes.lowerBound)
      #expect(text.unicodeScalars.distance(from: text.startIndex, to: start) == part.start)
    }
    for (one, next) in zip(parts, parts.dropFirst()) {
      #expect(next.bytes.lowerBound <= one.bytes.upperBound)
      #expect(next.bytes.lowerBound > one.bytes.lowerBound)
    }
    let needed = TextTokens.cost(text) / (room * TextTokens.unit) + 1
    #expect(parts.count <= 2 * needed, "\(parts.count) parts, \(needed) would do")
  }

  @Test("no character is cut in two", arguments: ["e\u{301}\u{302}", "👩‍👩‍👧‍👦", "a\r\n", "🇩🇪x", "각"])
  func wholeCharacters(unit: String) {
    for part in parts(String(repeating: unit, count: 3_000), room: 200) {
      #expect(part.first == unit.first || unit.contains(part.first ?? " "))
      #expect(part.unicodeScalars.first?.properties.isGraphemeExtend == false)
      #expect(part.unicodeScalars.first?.value != 0x0A)
    }
  }

  @Test(
    "the strongest joint near the end is taken",
    arguments: [
      ("word word. Sentence two goes on. ", "word"), ("一二三四五。", "一"), ("row | 1\n", "row"),
      ("a paragraph of words\nof two lines\n\n", "a paragraph"),
    ])
  func joints(unit: String, start: String) {
    let parts = parts(String(repeating: unit, count: 800), room: 250)
    let starts = parts.map { part in
      ["word", "Sentence", "一", "row", "a paragraph"].contains { part.hasPrefix($0) }
    }
    #expect(starts.allSatisfy { $0 }, "\(parts.map { $0.prefix(12) })")
    if start == "a paragraph" {
      // Each but the last ends where a paragraph does.
      #expect(parts.dropLast().allSatisfy { $0.hasSuffix("\n\n") })
    }
  }

  @Test("a text that fits is one part; an empty one, too; so many parts are enough")
  func bounds() {
    #expect(parts("short", room: 100) == ["short"])
    #expect(parts("", room: 100) == [""])
    let text = String(repeating: "word ", count: 10_000)
    #expect(TextSplitter(room: 50).parts(of: text, maximum: 3).count == 3)
  }

  @Test("the time grows with the text, not with its square")
  func linear() {
    func time(_ count: Int) -> Duration {
      let text = String(repeating: "合同 clause 7. ", count: count)
      return (0..<3).map { _ in
        ContinuousClock().measure { _ = TextSplitter(room: 500).parts(of: text) }
      }.min() ?? .zero
    }
    let small = time(4_000)
    #expect(time(32_000) < small * 8 * 4)
  }
}
