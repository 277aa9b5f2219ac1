import Foundation
import Testing

@testable import PrompterData

/// A folder of data sets whose rows have a `file` and the `text` that people say is in it.
///
///     PROMPTER_GIVEN_TEXTS=FOLDER swift test --filter GivenTextTests
private let givenTexts = ProcessInfo.processInfo.environment["PROMPTER_GIVEN_TEXTS"]

@Suite("texts of files against those that were given with them")
struct GivenTextTests {
  @Test(
    "the share of characters that are the same, in the same order",
    .enabled(if: givenTexts != nil), arguments: [("invoices-pdf", 0.98), ("html-pages", 0.85)])
  func compare(name: String, bar: Double) throws {
    let folder = URL(filePath: try #require(givenTexts)).appending(path: name)
    var count = 0
    for part in ["train", "dev"] {
      let lines = try String(contentsOf: folder.appending(path: "\(part).jsonl"), encoding: .utf8)
      for line in lines.split(separator: "\n") {
        let row = try JSONParser.parse(String(line))
        let path = try #require(row[key: "file"]?.string)
        let expected = try #require(row[key: "text"]?.string)
        let text = try OneDocument(
          file: folder.appending(path: path), reading: DocumentReading()
        ).document().text
        let score = CharacterOverlap(text, expected)
        print(
          name, path, "F1 \(score.f1)", "precision \(score.precision)", "recall \(score.recall)")
        #expect(score.f1 >= bar, "\(path)")
        count += 1
      }
    }
    #expect(count > 0)
  }

  @Test(
    "the measure itself",
    arguments: [
      ("", "", 1.0), ("abc", "abc", 1), ("a b\nc", "abc", 1), ("abc", "xyz", 0),
      ("ab", "a", 2.0 / 3),
      ("abcd", "acbd", 0.75),
    ] as [(String, String, Double)])
  func measure(one: String, other: String, expected: Double) {
    #expect(abs(CharacterOverlap(one, other).f1 - expected) < 1e-9)
  }
}

/// How much two texts have in common: their longest common subsequence of characters, white space
/// aside (bit-parallel, Hyyrö 2004).
private struct CharacterOverlap {
  let precision, recall, f1: Double

  init(_ found: String, _ expected: String) {
    let a = found.unicodeScalars.filter { !$0.properties.isWhitespace }
    let b = expected.unicodeScalars.filter { !$0.properties.isWhitespace }
    let words = (a.count + 63) / 64
    var places: [UnicodeScalar: [UInt64]] = [:]
    for (index, scalar) in a.enumerated() {
      places[scalar, default: Array(repeating: 0, count: words)][index / 64] |= 1 << (index % 64)
    }
    var row = [UInt64](repeating: .max, count: words)
    for scalar in b {
      guard let match = places[scalar] else { continue }
      var carry: UInt64 = 0
      for word in 0..<words {
        let x = row[word] & match[word]
        let (sum, first) = row[word].addingReportingOverflow(x)
        let (all, second) = sum.addingReportingOverflow(carry)
        carry = first || second ? 1 : 0
        row[word] = all | (row[word] & ~match[word])
      }
    }
    var common = 0
    for index in 0..<a.count where row[index / 64] & (1 << (index % 64)) == 0 { common += 1 }
    precision = a.isEmpty ? (b.isEmpty ? 1 : 0) : Double(common) / Double(a.count)
    recall = b.isEmpty ? (a.isEmpty ? 1 : 0) : Double(common) / Double(b.count)
    f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }
}
