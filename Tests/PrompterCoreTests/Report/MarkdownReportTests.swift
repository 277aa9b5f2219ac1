import PrompterCore
import Testing

@Suite struct MarkdownReportTests {
  @Test("the report has its numbers, fields, worst rows and errors")
  func golden() {
    #expect(
      MarkdownReport.render(ReportSample.mixed) == """
        # Evaluation of `invoices@3`

        **Score 0.500**, 95 % interval [0.000, 1.000], n = 3; exact match 33.3 %.

        |  |  |
        | --- | --- |
        | Model | `openai/m` |
        | Data | `test.jsonl` |
        | Rows | 3 answered (1 invalid, 1 repaired), 1 error |
        | Calls | 1,204, 12 from cache |
        | Tokens | 160,211 in, 8,120 out |
        | Cost | $0.0310 |
        | Latency p50 / p95 | 640 ms / 1414 ms |
        | Calibration | Brier 0.036, ECE 0.162, AUROC 1.000, n = 4 |

        ## Fields

        | Field | Score | 95 % interval | n | Missing | Hallucinated | Wrong |
        | --- | ---: | --- | ---: | ---: | ---: | ---: |
        | `total` | 0.667 | [0.000, 1.000] | 3 | 1 | 0 | 0 |
        | `vendor` | 0.333 | [0.000, 1.000] | 3 | 1 | 0 | 1 |

        ## Worst rows

        | Id | Score | Not right |
        | --- | ---: | --- |
        | `c` | 0.000 | invalid answer: `no JSON` |
        | `b` | 0.500 | `vendor` wrong |

        ## No answer

        | Kind | Rows | First message | Ids |
        | --- | ---: | --- | --- |
        | `rate_limited` | 1 | `slow down` | `d` |

        """)
  }

  @Test("without an answer there is no score and no table of fields")
  func degenerate() {
    let empty = MarkdownReport.render(ReportSample.empty)
    #expect(empty.contains("**No rows.**"))
    #expect(!empty.contains("## "))
    let errors = MarkdownReport.render(ReportSample.allErrors)
    #expect(errors.contains("**No score:** none of 2 rows was answered."))
    #expect(errors.contains("| `rate_limited` | 2 | `slow down` | `a`, `b` |"))
    #expect(!errors.contains("## Fields"))
  }

  @Test("the ten worst rows come first, ties in the order of the data")
  func worst() {
    let rows = (0..<12).map { ReportSample.half("h\($0)") } + [ReportSample.invalid("last")]
    let text = MarkdownReport.render(ReportSample.evaluation(rows))
    #expect(text.contains("| --- | ---: | --- |\n| `last` | 0.000 |"))
    #expect(text.contains("| `h8` |"))
    #expect(!text.contains("| `h9` |"))
    #expect(text.contains("…and 3 more failing rows."))
  }

  @Test("hostile text stays in its cell and its line")
  func hostile() {
    let text = ReportSample.hostile
    let rows = [
      ReportSample.half(text), ReportSample.invalid(text, text), ReportSample.error(text, text),
    ]
    let report = MarkdownReport.render(ReportSample.evaluation(rows, prompter: text))
    for line in report.split(separator: "\n") where line.hasPrefix("|") {
      #expect(line.hasSuffix(" |"))
    }
    let clean = MarkdownReport.render(
      ReportSample.evaluation([
        ReportSample.half("x"), ReportSample.invalid("x", "x"), ReportSample.error("x", "x"),
      ]))
    #expect(report.split(separator: "\n").count == clean.split(separator: "\n").count)
    #expect(!report.contains("\u{0}") && !report.contains("\r"))
    #expect(report.contains("``</script><script>alert(1)</script> \"'`\\| ]]>"))
  }
}
