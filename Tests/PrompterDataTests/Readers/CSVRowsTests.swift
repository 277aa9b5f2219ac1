import Testing

@testable import PrompterData

@Suite("rows of CSV text")
struct CSVRowsTests {
  @Test(
    "RFC 4180",
    arguments: [
      ("", []), ("a", [["a"]]), ("a,b", [["a", "b"]]), ("a,b\r\n", [["a", "b"]]),
      ("a\r\nb\r\n", [["a"], ["b"]]), ("a\nb", [["a"], ["b"]]), ("a\rb", [["a"], ["b"]]),
      (",", [["", ""]]), ("a,\r\n,b", [["a", ""], ["", "b"]]), ("\"a,b\",c", [["a,b", "c"]]),
      ("\"a\r\nb\",c\r\nd,e", [["a\r\nb", "c"], ["d", "e"]]),
      ("\"a \"\"b\"\" c\"", [["a \"b\" c"]]), ("\"\"", [[""]]), ("\"\"\"\"", [["\""]]),
      ("\"\",\"\"\r\n", [["", ""]]), ("a \"b\" c", [["a \"b\" c"]]), (" a , b ", [[" a ", " b "]]),
      ("é,👩‍👩‍👧\n", [["é", "👩‍👩‍👧"]]), ("a\r\n\r\nb", [["a"], [""], ["b"]]),
      ("\"a\"b,c", [["ab", "c"]]),
    ] as [(String, [[String]])])
  func rows(text: String, expected: [[String]]) {
    #expect(CSVRows(text).map(\.cells) == expected)
    #expect(CSVRows(text).allSatisfy { $0.isComplete })
  }

  @Test("a row knows the line that it begins in")
  func lines() {
    #expect(CSVRows("h\r\n\"a\r\nb\r\nc\"\r\nd\n\ne").map(\.line) == [1, 2, 5, 6, 7])
  }

  @Test(
    "a quote that is not closed is told", arguments: ["a,\"b", "a,\"b\nc,d\n", "\"", "a,\"\"\""])
  func open(text: String) {
    #expect(CSVRows(text).map(\.isComplete).last == false)
  }

  @Test("no text crashes it")
  func anything() {
    let pieces = ["\"", ",", "\r", "\n", "a", "é"]
    for number in 0..<7_776 {
      var (rest, text) = (number, "")
      for _ in 0..<5 {
        text += pieces[rest % 6]
        rest /= 6
      }
      #expect(CSVRows(text).map(\.cells).count <= text.utf8.count)
    }
  }
}
