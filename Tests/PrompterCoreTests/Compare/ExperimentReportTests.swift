import PrompterCore
import Testing

@Suite struct ExperimentReportTests {
  private typealias Observation = ExperimentReport.Observation

  private let pair = [
    ExperimentReport.Variant(name: "v3", weight: 50),
    ExperimentReport.Variant(name: "v4", weight: 50),
  ]
  private let shadowed = [
    ExperimentReport.Variant(name: "v3", weight: 1),
    ExperimentReport.Variant(name: "v4", weight: nil),
  ]

  private func served(_ variant: Int, _ ones: Int, of n: Int) -> [Observation] {
    (0..<n).map {
      Observation(
        unit: "\(variant)-\($0)", variant: variant, isServed: true, value: $0 < ones ? 1 : 0)
    }
  }

  @Test("a split is compared by the two samples")
  func split() throws {
    let report = ExperimentReport(
      name: "trial", variants: pair, observations: served(0, 300, of: 500) + served(1, 450, of: 500)
    )
    let contrast = try #require(report.contrasts.first)
    #expect(report.contrasts.count == 1 && !contrast.isPaired)
    #expect(contrast.nA == 500 && contrast.nB == 500 && contrast.verdict == .better)
    #expect(abs(try #require(contrast.mean) - 0.3) < 1e-12)
    #expect(report.summaries.map(\.n) == [500, 500])
    let mirrored = ExperimentReport(
      name: "trial", variants: pair, observations: served(0, 450, of: 500) + served(1, 300, of: 500)
    )
    #expect(mirrored.contrasts.first?.verdict == .worse)
  }

  @Test("few outcomes are no evidence, and the report says what could have been seen")
  func few() throws {
    let report = ExperimentReport(
      name: "trial", variants: pair, observations: served(0, 3, of: 5) + served(1, 5, of: 5))
    let contrast = try #require(report.contrasts.first)
    #expect(contrast.verdict == .noEvidence && contrast.resolution > 0.4)
    let text = TerminalReport.render(report)
    #expect(text.contains("no evidence of a difference yet"))
    #expect(text.contains("is not seen"))
  }

  @Test("without outcomes there is nothing to tell")
  func none() throws {
    let report = ExperimentReport(name: "trial", variants: pair, observations: [])
    #expect(report.contrasts.first?.mean == nil)
    #expect(TerminalReport.render(report).contains("there are no outcomes to compare"))
    #expect(report.json[key: "comparisons"]?.array?.first?[key: "delta"]?[key: "low"] == -1)
  }

  @Test("answers in the shadow are compared with those to the same units")
  func shadow() throws {
    var observations: [Observation] = []
    for index in 0..<120 {
      let isHard = index % 4 == 0
      observations.append(
        Observation(unit: "\(index)", variant: 0, isServed: true, value: isHard ? 0 : 1))
      // One outcome of the shadow is missing: no pair.
      if index == 1 { continue }
      observations.append(Observation(unit: "\(index)", variant: 1, isServed: false, value: 1))
    }
    let report = ExperimentReport(name: "trial", variants: shadowed, observations: observations)
    let contrast = try #require(report.contrasts.first)
    #expect(contrast.isPaired && contrast.nA == 119 && contrast.verdict == .better)
    #expect(abs(try #require(contrast.mean) - 30.0 / 119) < 1e-12)
    #expect(report.summaries.map(\.n) == [120, 119])
    #expect(report.json[key: "comparisons"]?.array?.first?[key: "kind"] == "paired")
  }

  @Test("a unit with several outcomes counts once")
  func units() throws {
    let observations = (0..<40).map {
      Observation(unit: "customer", variant: 0, isServed: true, value: $0 % 2 == 0 ? 1 : 0)
    }
    let report = ExperimentReport(name: "trial", variants: pair, observations: observations)
    #expect(report.summaries[0].n == 1 && report.summaries[0].mean == 0.5)
  }

  @Test("more comparisons make each of them stricter")
  func family() throws {
    let three = pair + [ExperimentReport.Variant(name: "v5", weight: 50)]
    let outcomes = served(0, 60, of: 100) + served(1, 75, of: 100)
    let alone = ExperimentReport(name: "trial", variants: pair, observations: outcomes)
    let among = ExperimentReport(name: "trial", variants: three, observations: outcomes)
    #expect(among.contrasts.count == 2)
    let (a, b) = (try #require(alone.contrasts.first), try #require(among.contrasts.first))
    #expect(b.interval.low < a.interval.low && b.interval.high > a.interval.high)
  }
}
