import PrompterCore
import Testing

@Suite struct RateLimitTests {
  @Test(
    "limits are read as users write them",
    arguments: [
      ("calls=500/60s", RateLimit(.calls, 500, per: .seconds(60))),
      ("tokens=10M/1m", RateLimit(.tokens, 1e7, per: .seconds(60))),
      ("input_tokens=1.5k/h", RateLimit(.inputTokens, 1500, per: .seconds(3600))),
      ("output_tokens=2/500ms", RateLimit(.outputTokens, 2, per: .milliseconds(500))),
      ("calls=1000/d", RateLimit(.calls, 1000, per: .seconds(86_400))),
      ("openai/gpt-x:calls=5/1s", RateLimit(.calls, 5, per: .seconds(1), model: "openai/gpt-x")),
      (
        "ollama/llama3:8b:tokens=5k/2s",
        RateLimit(.tokens, 5000, per: .seconds(2), model: "ollama/llama3:8b")
      ),
      ("local/a=b.gguf:calls=1/s", RateLimit(.calls, 1, per: .seconds(1), model: "local/a=b.gguf")),
    ])
  func reads(text: String, limit: RateLimit) {
    #expect(RateLimit(text) == limit)
  }

  @Test(
    "C26: what is malformed is refused, never guessed or overflowed",
    arguments: [
      "", "calls", "calls=", "calls=5", "calls=5/", "calls=/60s", "calls=5/60", "calls=x/60s",
      "calls=0/60s", "calls=-5/60s", "calls=nan/1s", "calls=inf/1s", "calls=5/infs",
      "calls=5/1e30s", "calls=1e300/1s", "calls=5/0s", "calls=5/-1s", "call=5/1s", "Calls=5/1s",
      ":calls=5/1s", "calls=5/1s/2s", "calls=5//1s", "calls=5G/1s", "calls=5/1y", "=5/1s",
    ])
  func refuses(text: String) {
    #expect(RateLimit(text) == nil)
  }
}
