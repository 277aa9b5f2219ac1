import Testing

@testable import PrompterKit

@Suite struct QuotaHeadersTests {
  private func pause(_ headers: [(String, String)]) -> Duration? {
    QuotaHeaders.pause(
      HTTPResponse(status: 200, headers: HTTPHeaders(headers.map { (name: $0.0, value: $0.1) })))
  }

  @Test(
    "a time until the reset is read in every form that providers use",
    arguments: [
      ("1s", 1.0), ("6m0s", 360), ("120ms", 0.12), ("1h2m3.5s", 3723.5), ("7", 7), ("0.5", 0.5),
    ])
  func intervals(text: String, seconds: Double) {
    #expect(QuotaHeaders.interval(text) == seconds)
  }

  @Test("what is no time is not read", arguments: ["", "s", "1x", "5m-3s", "1s2", "٣s"])
  func malformed(text: String) {
    #expect(QuotaHeaders.interval(text) == nil)
  }

  @Test("only a quota that is used up makes a pause, and the longest one counts")
  func usedUp() {
    let requests = ("x-ratelimit-reset-requests", "2s")
    #expect(pause([("x-ratelimit-remaining-requests", "1"), requests]) == nil)
    #expect(pause([("x-ratelimit-remaining-requests", "0"), requests]) == .seconds(2))
    #expect(
      pause([
        ("x-ratelimit-remaining-requests", "0"), requests,
        ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "9s"),
      ]) == .seconds(9))
    #expect(pause([requests]) == nil)
  }

  @Test("a reset a day away is not waited for in silence")
  func farAway() {
    #expect(
      pause([("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "20h")])
        == nil)
  }

  @Test("a moment is counted from the provider's own date, not from this machine's clock")
  func moments() {
    let exhausted = ("anthropic-ratelimit-requests-remaining", "0")
    let reset = ("anthropic-ratelimit-requests-reset", "2021-03-04T05:06:30Z")
    #expect(
      pause([exhausted, reset, ("date", "Thu, 04 Mar 2021 05:06:07 GMT")]) == .seconds(23))
    #expect(pause([exhausted, reset]) == nil)
    #expect(pause([exhausted, reset, ("date", "Thu, 04 Mar 2021 06:06:07 GMT")]) == nil)
  }
}
