import PrompterCore
import Testing

@Suite struct RankingTests {
  private typealias Samples = EvaluationSamples

  private func evaluation(_ name: String, _ right: Int, of count: Int = 40) -> Evaluation {
    Samples.evaluation(name, (0..<count).map { Samples.row("\($0)", [$0 < right ? 1 : 0, 1]) })
  }

  @Test("the best comes first, and each names those that it is shown to beat")
  func order() {
    let ranking = Ranking([evaluation("a", 10), evaluation("b", 30), evaluation("c", 11)])
    #expect(ranking.n == 40)
    #expect(ranking.entries.map(\.name) == ["b", "c", "a"])
    #expect(ranking.entries.map(\.betterThan) == [[0, 2], [], []])
    #expect(ranking.entries[0].score == 0.875 && ranking.entries[0].exactMatch == 0.75)
    #expect(ranking.pairs.map { [$0.a, $0.b] } == [[0, 1], [0, 2], [1, 2]])
    #expect(ranking.pairs.map(\.verdict) == [.better, .noEvidence, .worse])
    #expect(ranking.pairs.map(\.fixes) == [20, 1, 0])
    #expect(ranking.pairs.map(\.regressions) == [0, 0, 19])
  }

  @Test("p is adjusted over all pairs: what two alone would show, five may not")
  func holm() throws {
    // Six of forty: alone p is 2^-5.
    let pair = Comparison(evaluation("a", 10), evaluation("b", 16))
    #expect(pair.verdict == .better)
    let ranking = Ranking((0..<4).map { evaluation("a\($0)", 10) } + [evaluation("b", 16)])
    #expect(ranking.pairs.count == 10)
    #expect(ranking.pairs.allSatisfy { $0.verdict == .noEvidence })
    let last = try #require(ranking.pairs.last)
    #expect(abs(last.difference.p - 0.031_25) < 1e-12 && abs(last.p - 0.312_5) < 1e-12)
  }

  @Test("only examples that all have answered count, for everybody's score")
  func common() {
    let ranking = Ranking([evaluation("a", 10), evaluation("b", 10, of: 20), evaluation("c", 10)])
    #expect(ranking.n == 20)
    #expect(ranking.leftOut == [20, 0, 20])
    #expect(ranking.entries.allSatisfy { $0.score == 0.75 })
    #expect(ranking.entries.map(\.index) == [0, 1, 2], "equal scores keep their order")
  }

  @Test("without a common example nothing is claimed")
  func disjoint() {
    let other = Samples.evaluation("b", [Samples.row("x", [1, 1])])
    let ranking = Ranking([evaluation("a", 10), other, evaluation("c", 10)])
    #expect(ranking.n == 0 && ranking.pairs.isEmpty)
    #expect(ranking.entries.allSatisfy { $0.score == nil && $0.betterThan.isEmpty })
    #expect(!TerminalReport.render(ranking).isEmpty && !HTMLRanking.render(ranking).isEmpty)
  }

  @Test("a ranking is a table, Markdown, a page and JSON")
  func reports() {
    let ranking = Ranking([evaluation("a`|<b>", 10), evaluation("b", 30), evaluation("b", 9)])
    let table = TerminalReport.render(ranking)
    #expect(table.contains("1 B: b") && table.contains("2 A: a"))
    #expect(table.contains("B - A") && table.contains("B is better"))
    let markdown = MarkdownReport.render(ranking)
    #expect(markdown.contains("| B | `b` | 0.875 |"))
    #expect(markdown.contains("| B − A | +0.250 |"))
    let html = HTMLRanking.render(ranking)
    #expect(html.contains("<bdi>a`|&lt;b&gt;</bdi>") && !html.contains("<b>"))
    #expect(html.contains("default-src 'none'"))
    let json = ranking.json
    #expect(json[key: "ranking"]?.array?.first?[key: "name"] == "b")
    #expect(json[key: "pairs"]?.array?.first?[key: "verdict"] == "better")
  }
}
