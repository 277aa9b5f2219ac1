import Foundation
import PrompterCore
import Testing

@Suite struct SignalsTests {
  private typealias Samples = CalibrationSamples

  private func signals(
    _ extraction: Extraction, _ path: FieldPath = CalibrationSamples.a
  ) -> Signals {
    Samples.signals(extraction, path)
  }

  @Test("the tokens that spelt a value speak for it, and no others")
  func tokens() {
    let extraction = Samples.extraction([2, -1])
    for (path, logit) in [(Samples.a, 2.0), (Samples.b, -1)] {
      let signals = signals(extraction, path)
      for name in [Signals.Name.leastLogit, .meanLogit, .firstLogit, .wholeLogit] {
        #expect(abs(signals[name] - logit) < 1e-9)
      }
      #expect(signals[.hasTokens] == 1)
    }
  }

  @Test("of several tokens the least, the mean and the first count")
  func severalTokens() {
    var extraction = Samples.extraction([0, 0])
    extraction.completion?.tokens = [
      Token(range: 0..<6, logProbability: -9), Token(range: 6..<7, logProbability: -0.1),
      Token(range: 7..<8, logProbability: -2), Token(range: 8..<9, logProbability: -0.5),
    ]
    let signals = signals(extraction)
    func logit(_ p: Double) -> Double { p - logOfRest(p) }
    #expect(abs(signals[.leastLogit] - logit(-2)) < 1e-9)
    #expect(abs(signals[.firstLogit] - logit(-0.1)) < 1e-9)
    #expect(abs(signals[.meanLogit] - logit(-2.6 / 3)) < 1e-9)
  }

  private func logOfRest(_ logProbability: Double) -> Double {
    log1p(-exp(logProbability))
  }

  @Test("without tokens, as with endpoints that give none, the logits are neutral")
  func noTokens() {
    var extraction = Samples.extraction([2, 2])
    extraction.completion?.tokens = []
    let signals = signals(extraction)
    #expect(signals[.leastLogit] == 0 && signals[.hasTokens] == 0)
    extraction.completion = nil
    #expect(self.signals(extraction)[.hasTokens] == 0)
  }

  @Test("certain and impossible tokens stay within bounds", arguments: [0.0, -1e-300, -1e9, 0.5])
  func bounds(logProbability: Double) {
    var extraction = Samples.extraction([0, 0])
    extraction.completion?.tokens = [Token(range: 6..<9, logProbability: logProbability)]
    let signals = signals(extraction)
    for name in Signals.Name.allCases { #expect(abs(signals[name]) <= 5) }
  }

  @Test("found in the document, absent and repaired are told")
  func others() {
    #expect(signals(Samples.extraction([0, 0]))[.grounded] == 1)
    #expect(signals(Samples.extraction([0, 0], isGrounded: false))[.grounded] == -1)
    var extraction = Samples.extraction([0, 0])
    extraction.result = .success(["b": "y", "a": nil])
    #expect(signals(extraction)[.absent] == 1)
    #expect(signals(extraction)[.grounded] == 0)
    #expect(signals(extraction, Samples.b)[.absent] == 0)
    extraction.repairs = [Repair(rule: "number", path: Samples.b)]
    #expect(signals(extraction)[.repaired] == 0)
    #expect(signals(extraction, Samples.b)[.repaired] == 1)
    extraction.repairs = [Repair(rule: "fence")]
    #expect(signals(extraction)[.repaired] == 1)
  }
}
