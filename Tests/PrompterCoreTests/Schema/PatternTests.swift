import Foundation
import Testing

@testable import PrompterCore

@Suite("Patterns")
struct PatternTests {
  @Test(
    "match anywhere in the text unless anchored",
    arguments: [
      ("b", "abc"), ("^a", "abc"), ("c$", "abc"), ("^abc$", "abc"), ("", ""), ("", "x"),
      ("^$", ""), ("a.c", "a\u{1F600}c"), ("[a-c]x", "zbx"), ("[^a-c]", "abcd"), ("[]a]|x", "x"),
      ("^[^]$", "\n"), (#"^\d{4}-\d{2}$"#, "2024-03"), (#"\D"#, "1a"), (#"^\w+$"#, "a_1"),
      (#"\W"#, "é"), (#"a\sb"#, "a\u{A0}b"), (#"^\S+$"#, "a-b"), (#"\bfox\b"#, "a fox."),
      (#"o\Bx"#, "fox"), ("^(ab)+$", "abab"), ("^(?:a|bc)*d$", "abcad"), ("^(?<year>\\d+)$", "7"),
      ("^(?P<year>\\d+)$", "7"), ("^a{2,3}$", "aaa"), ("^a{2,}$", "aaaaa"), ("^a{2}$", "aa"),
      ("^a{0}$", ""), ("^a+?b*?c??$", "aab"), ("^(a*)*$", "aaaa"), ("^(a|)+b$", "b"),
      (#"^\u0041\x42\u{43}$"#, "ABC"), (#"^\uD83D\uDE00$"#, "😀"), (#"\.\*\/\-\{"#, ".*/-{"),
      (#"[\d\-x]"#, "-"), (#"[\w-]"#, "-"), ("[a-]", "-"), (#"[\]\\]"#, "\\"), ("a{,2}", "a{,2}"),
      ("x{a}", "x{a}"), ("}]", "}]"), (#"\cA"#, "\u{1}"), (#"[\b]"#, "\u{8}"), (#"\0"#, "\0"),
      (#"^\p{Lu}\p{Ll}+$"#, "Éa"), (#"^[\p{L}\p{N}]+$"#, "aß7"), (#"\P{L}"#, "7"), ("(|a)b", "b"),
      ("^[A-Z]{2}\\d{2}[A-Z0-9]{1,30}$", "DE89370400440532013000"), (#"[^\d\s]"#, "1 x"),
      (#"[\D]"#, "x"), ("é", "cafe\u{301} é"),
    ])
  func matches(pattern: String, text: String) throws {
    #expect(try Pattern(pattern).matches(text))
  }

  @Test(
    "do not match otherwise",
    arguments: [
      ("b", "ac"), ("^b", "ab"), ("a$", "ab"), ("a.c", "a\nc"), ("[a-c]", "xyz"), ("[]", "a"),
      (#"^\d+$"#, "12a"), (#"^\d$"#, "٣"), (#"\bfox\b"#, "foxes"), ("^(?:ab)+$", "aba"),
      ("^a{2,3}$", "a"), ("^a{2,3}$", "aaaa"), ("^a{2}$", "aaa"), ("^(a|b)$", "ab"),
      (#"\p{Lu}"#, "é"), (#"[^\D]"#, "x"), ("x^", "x"), ("$x", "x"), ("A", "a"), ("a\nb", "a b"),
    ])
  func doesNotMatch(pattern: String, text: String) throws {
    #expect(try !Pattern(pattern).matches(text))
  }

  @Test(
    "that are malformed or need more than linear time are refused, naming the construct",
    arguments: [
      ("(?=a)", "lookahead"), ("(?!a)", "lookahead"), ("(?<=a)", "lookbehind"),
      ("(?<!a)", "lookbehind"), (#"(a)\1"#, "back-reference"), (#"(?<n>a)\k<n>"#, "back-reference"),
      ("(?i)a", "flags"), ("(a", "not closed"), ("a)", "')'"), ("[a", "not closed"),
      ("*a", "repeat"), ("a**", "repeat"), ("{2}", "repeat"), ("a{3,2}", "out of order"),
      ("[b-a]", "out of order"), ("\\", "ends"), (#"\Z"#, "escape"), (#"\x1"#, "hexadecimal"),
      (#"\uD83D"#, "surrogate"), (#"\u{110000}"#, "no character"), (#"\p{Greek}"#, "property"),
      ("a{1001}", "count"), ("(a{100}){100}", "states"), ("(((){1000}){1000}){1000}", "too large"),
      ("^*", "cannot be repeated"), ("(?<n", "not closed"), (#"\01"#, "octal"),
    ])
  func refuses(pattern: String, reason: String) {
    let error = #expect(throws: PatternError.self) { try Pattern(pattern) }
    #expect(error?.message.contains(reason) == true)
  }

  @Test("of deeply nested groups are refused")
  func depth() {
    let pattern = String(repeating: "(", count: 10_000) + String(repeating: ")", count: 10_000)
    #expect(throws: PatternError.self) { try Pattern(pattern) }
  }

  @Test("do not match a text that is too long to be looked at")
  func length() throws {
    let pattern = try Pattern("a")
    #expect(pattern.matches(String(repeating: "a", count: Pattern.longestText)))
    #expect(!pattern.matches(String(repeating: "a", count: Pattern.longestText + 1)))
  }

  @Test("are equal when they were written alike")
  func equality() throws {
    #expect(try Pattern("a+") == Pattern("a+"))
    #expect(try Pattern("a+") != Pattern("aa*"))
  }

  @Test(
    "take linear time where backtracking takes exponential time",
    arguments: ["^(a+)+$", "^(a|a)*$", "(a*)*b", "^(a?){30}a{30}$", "(x+x+)+y"])
  func time(pattern: String) throws {
    let pattern = try Pattern(pattern)
    func seconds(_ length: Int) -> Double {
      let text = String(repeating: "a", count: length) + "!"
      let start = Self.threadTime()
      _ = pattern.matches(text)
      return Self.threadTime() - start
    }
    let short = min(seconds(300), seconds(300))
    #expect(seconds(1_200) < 9 * short + 0.02)
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test("agree with Foundation's regular expressions on random input")
  func oracle() throws {
    var random = SeededGenerator(seed: 5, purpose: "pattern")
    func pattern(_ depth: Int) -> String {
      switch Int.random(in: 0..<(depth > 3 ? 4 : 9), using: &random) {
      case 0, 1: return ["a", "b", "c"].randomElement(using: &random) ?? ""
      case 2: return ["[ab]", "[^a]", ".", #"\w"#].randomElement(using: &random) ?? ""
      case 3: return ["^", "$", #"\b"#, ""].randomElement(using: &random) ?? ""
      case 4, 5: return pattern(depth + 1) + pattern(depth + 1)
      case 6: return "(?:" + pattern(depth + 1) + "|" + pattern(depth + 1) + ")"
      default:
        let counts = ["*", "+", "?", "{1,2}", "{2}"].randomElement(using: &random) ?? ""
        return "(?:" + pattern(depth + 1) + ")" + counts
      }
    }
    var compared = 0
    for _ in 0..<400 {
      let source = pattern(0)
      // Foundation refuses the empty pattern and some empty repetitions.
      guard let theirs = try? NSRegularExpression(pattern: source) else { continue }
      let mine = try Pattern(source)
      compared += 1
      for _ in 0..<4 {
        let text = (0..<Int.random(in: 0..<7, using: &random)).map { _ in
          ["a", "b", "c", " "].randomElement(using: &random) ?? ""
        }.joined()
        let range = NSRange(text.startIndex..., in: text)
        let expected = theirs.firstMatch(in: text, range: range) != nil
        try #require(mine.matches(text) == expected, "\(source) on '\(text)'")
      }
    }
    #expect(compared > 200)
  }
}
