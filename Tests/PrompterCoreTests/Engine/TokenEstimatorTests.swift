import PrompterCore
import Testing

@Suite struct TokenEstimatorTests {
  private func call(_ bytes: Int, prompter: String = "a", cap: Int = 1_000) -> Call {
    Call(
      prompt: Prompt(messages: [.init(.user, String(repeating: "x", count: bytes))]),
      decoding: Decoding(maximumOutputTokens: cap), prompterHash: prompter)
  }

  @Test("before any answer, the text's length and the cap count")
  func first() {
    let estimate = TokenEstimator().estimate(call(3_500))
    #expect(estimate.likely == Usage(input: 1_004, output: 1_000))
    #expect(estimate.most == Usage(input: 1_814, output: 1_000))
  }

  @Test("after a few answers, reservations are neither 5 times too large nor short")
  func learns() {
    let estimator = TokenEstimator()
    var short = 0
    var reserved = 0
    var taken = 0
    for number in 0..<1_000 {
      let call = call(1_000 + number % 7 * 100)
      let usage = Usage(
        input: (1_000 + number % 7 * 100) / 2 + number % 5, output: 60 + number * 7 % 41)
      let estimate = estimator.estimate(call)
      if number >= 20 {
        if estimate.likely.input < usage.input || estimate.likely.output < usage.output {
          short += 1
        }
        #expect(estimate.most.input >= usage.input)
        reserved += estimate.likely.output
        taken += usage.output
      }
      estimator.learn(call, usage)
    }
    #expect(short < 50)
    #expect(Double(reserved) < 1.5 * Double(taken))
  }

  @Test("each prompter is learned for itself, and usage of 0 teaches nothing")
  func apart() {
    let estimator = TokenEstimator()
    for _ in 0..<50 {
      estimator.learn(call(700), Usage(input: 100, output: 10))
      estimator.learn(call(700, prompter: "c"), Usage())
    }
    #expect(estimator.estimate(call(700)).likely == Usage(input: 100, output: 10))
    for other in ["b", "c"] {
      #expect(estimator.estimate(call(700, prompter: other)).likely.output == 1_000)
    }
  }

  @Test("no estimate of the answer is above the cap")
  func capped() {
    let estimator = TokenEstimator()
    for _ in 0..<10 { estimator.learn(call(700), Usage(input: 100, output: 900)) }
    #expect(estimator.estimate(call(700, cap: 50)).likely.output == 50)
  }
}
