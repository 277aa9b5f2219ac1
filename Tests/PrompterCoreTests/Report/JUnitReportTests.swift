import PrompterCore
import Testing

@Suite struct JUnitReportTests {
  @Test("failures are rows that are not right, errors rows without an answer")
  func golden() {
    #expect(
      JUnitReport.render(ReportSample.mixed) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites tests="4" failures="2" errors="1" time="2.160">
          <testsuite name="invoices@3" tests="4" failures="2" errors="1" skipped="0" time="2.160">
            <properties>
              <property name="model" value="openai/m"/>
              <property name="data" value="test.jsonl"/>
              <property name="prompter_sha256" value="aa"/>
              <property name="data_sha256" value="bb"/>
              <property name="score" value="0.500"/>
            </properties>
            <testcase classname="invoices@3" name="a" time="0.640"/>
            <testcase classname="invoices@3" name="b" time="1.500">
              <failure type="not_right" message="vendor wrong">vendor: expected \
        &quot;Acme Tools Ltd&quot;, got &quot;Acme Garden Ltd&quot; (wrong, score 0.000)</failure>
            </testcase>
            <testcase classname="invoices@3" name="c" time="0.020">
              <failure type="invalid_answer" message="no JSON"/>
            </testcase>
            <testcase classname="invoices@3" name="d" time="0.000">
              <error type="rate_limited" message="slow down"/>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }

  @Test("what an evaluation without a score says is well-formed")
  func degenerate() {
    #expect(
      JUnitReport.render(ReportSample.empty).contains("tests=\"0\" failures=\"0\" errors=\"0\""))
    let errors = JUnitReport.render(ReportSample.allErrors)
    #expect(errors.contains("tests=\"2\" failures=\"0\" errors=\"2\""))
    #expect(!errors.contains("name=\"score\""))
  }

  @Test("hostile text is neither markup nor a forbidden character")
  func hostile() {
    let text = ReportSample.hostile
    let rows = [
      ReportSample.half(text, expected: .string(text), predicted: nil),
      ReportSample.invalid("i", text),
      ReportSample.error("e", text),
    ]
    let xml = JUnitReport.render(ReportSample.evaluation(rows, prompter: text))
    #expect(!xml.contains("<script") && !xml.contains("]]>") && !xml.contains("<!--"))
    #expect(
      xml.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && $0.value != 0xFFFE || $0 == "\n" || $0 == "\t"
      })
    #expect(
      xml.contains(
        "name=\"&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;`| ]]&gt;"))
    // The value is JSON in the body, which spells control characters itself.
    #expect(xml.contains("\\u0000\\u001b"))
    #expect(isBalanced(xml))
  }

  /// Every element that is opened is closed, and attributes hold no bare quote.
  private func isBalanced(_ xml: String) -> Bool {
    var open: [Substring] = []
    for piece in xml.split(separator: "<").dropFirst() {
      guard
        let tag = piece.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false).first
      else { return false }
      if tag.filter({ $0 == "\"" }).count % 2 != 0 { return false }
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter }
      if tag.hasPrefix("/") {
        if open.popLast() != name { return false }
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    return open.isEmpty
  }
}
