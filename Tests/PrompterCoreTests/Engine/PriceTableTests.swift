import PrompterCore
import Testing

@Suite struct PriceTableTests {
  private func price(_ model: String) -> [Double]? {
    PriceTable().price(of: model).map { [$0.inputPerMillion, $0.outputPerMillion] }
  }

  @Test(
    "a model and its snapshots have the family's price",
    arguments: [
      ("openai/gpt-4o-mini", [0.15, 0.6]), ("openai/gpt-4o-mini-2024-07-18", [0.15, 0.6]),
      ("openai/gpt-4o", [2.5, 10]), ("openai/gpt-4o-2024-11-20", [2.5, 10]),
      ("openai/gpt-4o-2024-05-13", [5, 15]), ("openai/gpt-4.1-mini", [0.4, 1.6]),
      ("anthropic/claude-3-5-haiku-20241022", [0.8, 4]),
      ("anthropic/claude-3-5-haiku-latest", [0.8, 4]),
      ("anthropic/claude-opus-4-20250514", [15, 75]),
      ("anthropic/claude-opus-4-5-20251101", [5, 25]),
      ("gemini/gemini-2.5-flash-lite", [0.1, 0.4]), ("gemini/gemini-2.5-flash-001", [0.3, 2.5]),
      ("groq/openai/gpt-oss-120b", [0.15, 0.6]), ("mistral/mistral-small-2603", [0.15, 0.6]),
    ])
  func known(model: String, expected: [Double]) {
    #expect(price(model) == expected)
  }

  @Test(
    "a model that only begins like another one has no price",
    arguments: [
      "openai/gpt-4o-mini-tts", "openai/gpt-4o-audio-preview", "openai/gpt-5.9", "openai/gpt-5-pro",
      "openai/gpt-4", "openai/gpt-4o-", "openai/gpt-4o-20", "anthropic/claude-opus-4-9-20270101",
      "anthropic/claude-opus-4-9", "openrouter/openai/gpt-4o", "openai/x", "gpt-4o", "",
      "deepseek/deepseek-chat", "gemini/gemini-2.5-pro", "openai/gpt-4o-٢٠٢٤",
    ])
  func unknown(model: String) {
    #expect(price(model) == nil)
  }

  @Test(
    "models of the user's own machine are free",
    arguments: [
      "local/smollm2-135m", "local/models/a.gguf", "ollama/llama3.1:8b", "vllm/Qwen/Qwen3",
    ])
  func free(model: String) {
    #expect(PriceTable().price(of: model) == .free)
  }

  @Test("the user's prices win, the longest key first, and a star stands for every ending")
  func own() {
    let (a, b, c) = (
      Price(inputPerMillion: 1, outputPerMillion: 1),
      Price(inputPerMillion: 2, outputPerMillion: 2),
      Price(inputPerMillion: 3, outputPerMillion: 3)
    )
    var table = PriceTable(["openai/*": a, "openai/gpt-4o": b])
    table.set(c, for: "together/mine")
    #expect(table.price(of: "openai/gpt-4o") == b)
    #expect(table.price(of: "openai/gpt-4o-2024-08-06") == b)
    #expect(table.price(of: "openai/gpt-4o-mini") == a)
    #expect(table.price(of: "openai/anything") == a)
    #expect(table.price(of: "together/mine") == c)
    #expect(table.price(of: "groq/llama-3.1-8b-instant")?.inputPerMillion == 0.05)
  }

  @Test("a price that a user writes is finite and not negative")
  func checked() {
    #expect(Price(checkedInput: 0, output: 1.5) != nil)
    for (input, output) in [(-1.0, 1.0), (1, -1), (.nan, 1), (1, .infinity)] {
      #expect(Price(checkedInput: input, output: output) == nil)
    }
  }
}
