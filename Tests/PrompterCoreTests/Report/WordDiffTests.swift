@testable import PrompterCore
import Testing

@Suite struct WordDiffTests {
  private func marked(_ old: String, _ new: String) -> String {
    WordDiff(old, new).pieces.map { piece in
      switch piece.kind {
      case .same: piece.text
      case .removed: "[-\(piece.text)]"
      case .added: "[+\(piece.text)]"
      }
    }.joined()
  }

  @Test(
    "words are the unit",
    arguments: [
      ("", "", ""),
      ("a", "", "[-a]"),
      ("", "a", "[+a]"),
      ("same text", "same text", "same text"),
      ("Acme Tools Ltd", "Acme Garden Ltd", "Acme [-Tools][+Garden] Ltd"),
      ("41.5", "45.1", "[-41.5][+45.1]"),
      ("1,250.00 EUR", "1,250.0 EUR", "[-1,250.00][+1,250.0] EUR"),
      ("Acme Inc.", "Acme Inc", "Acme Inc[-.]"),
      ("a.b", "a.c", "a.[-b][+c]"),
      ("one two", "three four", "[-one two][+three four]"),
      ("x one y", "x y", "x [-one ]y"),
      ("b a", "a b", "[-b ]a[+ b]"),
      ("東京都", "東都", "東[-京]都"),
      ("line\nbreak", "line break", "line[-\n][+ ]break"),
      ("👩‍👩‍👧 e\u{301}t", "👩‍👩‍👧 et", "👩‍👩‍👧 [-e\u{301}t][+et]"),
    ])
  func words(old: String, new: String, expected: String) {
    #expect(marked(old, new) == expected)
  }

  @Test(
    "the kept and removed parts are the old text, the kept and added ones the new",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8])
  func complete(seed: UInt64) {
    var random = SeededGenerator(seed: seed, purpose: "diff")
    let words = ["a", "b", " ", "c.", "\n", "1.5", "é"]
    let old = (0..<30).map { _ in words[random.below(words.count)] }.joined()
    let new = (0..<25).map { _ in words[random.below(words.count)] }.joined()
    let pieces = WordDiff(old, new).pieces
    #expect(pieces.filter { $0.kind != .added }.map(\.text).joined() == old)
    #expect(pieces.filter { $0.kind != .removed }.map(\.text).joined() == new)
  }

  @Test("long texts without a common word are one removal and one addition")
  func bounded() {
    let old = "start " + (0..<3_000).map { "a\($0)" }.joined(separator: " ") + " end"
    let new = "start " + (0..<3_000).map { "b\($0)" }.joined(separator: " ") + " end"
    #expect(WordDiff(old, new).pieces.map(\.kind) == [.same, .removed, .added, .same])
  }
}
