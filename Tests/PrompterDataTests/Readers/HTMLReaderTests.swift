import Testing

@testable import PrompterData

@Suite("HTML")
struct HTMLReaderTests {
  private func text(_ html: String) throws -> String { try HTMLReader.text(Array(html.utf8)) }

  @Test(
    "structure stays, markup goes",
    arguments: [
      ("<p>One</p><p>Two</p>", "One\n\nTwo"),
      ("<h1>A</h1><h3>B <i>c</i></h3>d", "# A\n\n### B c\n\nd"),
      ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
      ("a   b\n\n  c\t<b>d</b>e", "a b c de"),
      ("<ul><li>x<li>y<ul><li>z</ul></ul>after", "- x\n- y\n  - z\n\nafter"),
      ("<ol start=3><li><p>x</p></li><li>y</li></ol>", "3. x\n4. y"),
      (
        "<table><tr><th>Item<th>Price<tr><td>Tea<td>1.50</table>", "Item | Price\nTea | 1.50"
      ),
      (
        "<table><tr><td></td><td>2019</td></tr><tr><td>Sum</td><td>5</td></tr></table>",
        "| 2019\nSum | 5"
      ),
      (
        "<table><tr><td><p>a</p><p>b</p></td><td>c<br>d</td></tr></table>", "a b | c d"
      ),
      (
        "<table><tr><td><h2>Head</h2><p>x</p></td><td><p>y</p></td></tr></table>",
        "## Head\n\nx\n\ny"
      ),
      (
        "<table><tr><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>", "1 | 2"
      ),
      ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
      ("x<script>var a = '<p>no</p>'</script><style>p{}</style>y", "xy"),
      ("x<SCRIPT>a<b</ScRiPt >y<template>no</template>", "xy"),
      ("a<svg><title>no</title><text>no</text></svg>b", "ab"),
      ("<p hidden>no</p><p>yes</p>", "yes"),
      ("<!-- no --><!DOCTYPE html><?php no ?>yes<!-->a<!-- b -- > c --> d", "yesa d"),
      (
        "caf&eacute; &amp; t&#233;l &#x20AC;5 &lt;b&gt; &unknown; a&nbsp;b",
        "café & tél €5 <b> &unknown; a b"
      ),
      ("soft&shy;hyphen", "softhyphen"),
      ("<dl><dt>Term<dd>Meaning</dl>", "Term\nMeaning"),
      ("<title>T</title><body>b", "T\n\nb"),
      (
        "<head><title>T</title><meta name=author content='Jane  Doe'><meta property='og:site_name' "
          + "content=S></head><body><p>b", "T\nauthor: Jane Doe\nsite: S\n\nb"
      ),
    ])
  func structure(html: String, expected: String) throws {
    #expect(try text(html) == expected)
  }

  @Test(
    "broken markup is read as far as it goes",
    arguments: [
      ("<p>a<b>b<p>c</i></p>d", "ab c d"), ("a < b and c > d <3", "a < b and c > d <3"),
      ("<div class='x>a</div>b' id=\"y\">c", "c"), ("text <a href='http://x", "text"),
      ("<p a=\"1\"b='2'c=3/d>x</p>", "x"), ("</p></div>x", "x"), ("<table><td>a<td>b", "a | b"),
      ("<p>x<!-- never closed <p>y", "x"),
      ("<textarea>no</textarea>x", "x"),
      ("<1>x</1>", "<1>x"), ("<p>one</p", "one"),
    ])
  func broken(html: String, expected: String) throws {
    let found = try text(html).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(found == expected)
  }

  @Test(
    "the character set: a mark, what the page says, or how its bytes look",
    arguments: [
      ([0xFF, 0xFE] + "<p>é€".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "é€"),
      (Array("<meta charset=utf-8><p>é".utf8), "é"),
      (Array("<meta charset=\"iso-8859-15\"><p>".utf8) + [0xA4], "€"),
      (
        Array("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><p>".utf8)
          + [0x93, 0xFA, 0x96, 0x7B], "日本"
      ),
      (Array("<p>caf".utf8) + [0xE9, 0x20, 0x80], "café €"),
      (Array("<meta charset=no-such-set><p>é".utf8), "é"),
      (Array("<meta charset=utf-16><p>é".utf8), "é"),
      (Array("<meta charset=../../etc/passwd><p>é".utf8), "é"),
    ] as [([UInt8], String)])
  func charsets(bytes: [UInt8], expected: String) throws {
    #expect(try HTMLReader.text(bytes) == expected)
  }

  @Test("a page without text, a picture, and no page at all are told apart")
  func nothing() {
    func kind(_ bytes: [UInt8]) -> DocumentError.Kind? {
      #expect(throws: DocumentFault.self) { try HTMLReader.text(bytes) }?.kind
    }
    #expect(kind(Array("<html><script>app()</script><body></body></html>".utf8)) == .empty)
    #expect(kind([]) == .empty)
    #expect(kind([0x89, 0x50, 0x4E, 0x47, 0, 0]) == .wrongFormat)
  }

  @Test("tags without end, attributes without number and depth cost no more than their bytes")
  func hostile() throws {
    let deep = String(repeating: "<div>", count: 100_000) + "x"
    let fault = #expect(throws: DocumentFault.self) { try text(deep) }
    #expect(fault?.message == "is nested deeper than 1000 tags")
    #expect(try text(String(repeating: "<div>", count: 900) + "x") == "x")
    let attributes = (0..<300_000).map { "a\($0)=1" }.joined(separator: " ")
    let clock = ContinuousClock()
    let time = try clock.measure {
      #expect(try text("<p \(attributes)>x</p>") == "x")
      #expect(try text(String(repeating: "<p>a</x>", count: 200_000)).count == 600_000 - 2)
      #expect(throws: DocumentFault.self) { try text(String(repeating: "<a ", count: 500_000)) }
      #expect(throws: DocumentFault.self) { try text(String(repeating: "<!--", count: 500_000)) }
      #expect(try text("x" + String(repeating: "<script>", count: 300_000)) == "x")
      let cells = String(repeating: "<td></td>", count: 200_000)
      #expect(try text("<table><tr>\(cells)<td>x</td></table>").hasSuffix("x"))
      _ = try text(String(repeating: "&amp", count: 500_000))
    }
    #expect(time < .seconds(60))
  }
}
