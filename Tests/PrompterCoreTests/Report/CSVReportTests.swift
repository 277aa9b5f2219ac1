import PrompterCore
import Testing

@Suite struct CSVReportTests {
  private let head = "id,field,expected,predicted,score,outcome,confidence,repairs,error,repeat\r\n"

  @Test("one line for each example and field")
  func golden() {
    #expect(
      CSVReport.render(ReportSample.mixed) == head
        + "a,total,41.5,41.5,1,right,0.9,,,1\r\n" + "a,vendor,Acme,Acme,1,right,0.8,,,1\r\n"
        + "b,total,41.5,41.5,1,right,0.95,fence reask,,1\r\n"
        + "b,vendor,Acme Tools Ltd,Acme Garden Ltd,0,wrong,0.3,fence reask,,1\r\n"
        + "c,total,41.5,,0,missing,,,invalid_answer: no JSON,1\r\n"
        + "c,vendor,Acme,,0,missing,,,invalid_answer: no JSON,1\r\n"
        + "d,total,41.5,,,error,,,rate_limited: slow down,1\r\n"
        + "d,vendor,Acme,,,error,,,rate_limited: slow down,1\r\n")
  }

  @Test("without rows there is only the header")
  func empty() {
    #expect(CSVReport.render(ReportSample.empty) == head)
  }

  @Test(
    "values are quoted where they must be, and unchanged",
    arguments: [
      ("plain", "plain"), ("", "\"\""), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
      ("a\r\nb", "\"a\r\nb\""), ("a\nb", "\"a\nb\""), ("=1+1", "\"=1+1\""), ("@x", "\"@x\""),
      ("+1", "\"+1\""), ("-1", "\"-1\""), ("\"\u{301}", "\"\"\"\u{301}\""), (nil, ""),
      (-5, "\"-5\""),
      (["a", 1], "\"[\"\"a\"\",1]\""),
    ] as [(JSONValue, String)])
  func quoting(value: JSONValue, cell: String) {
    let row = ReportSample.half("b", predicted: value)
    let text = CSVReport.render(
      ReportSample.evaluation([row], fields: [ReportSample.vendor]))
    #expect(
      Array(text.unicodeScalars)
        == Array(
          (head + "b,vendor,Acme Tools Ltd,\(cell),0,wrong,0.3,fence reask,,1\r\n").unicodeScalars))
  }

  @Test("a field of items lists their values")
  func items() {
    let row = EvaluationRow(
      id: "a", expected: ["items": [["price": 1], ["price": 2]]],
      predicted: ["items": [["price": 1]]], score: 0.5,
      fields: [
        ReportSample.items: FieldScore(0.5, .missing),
        ReportSample.price: FieldScore(0.5, .missing),
      ])
    let text = CSVReport.render(
      ReportSample.evaluation(
        [row], fields: [ReportSample.items], reported: [ReportSample.items, ReportSample.price]))
    #expect(text.hasSuffix("a,items[].price,\"[1,2]\",[1],0.5,missing,,,,1\r\n"))
  }
}
