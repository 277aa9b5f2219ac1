/// What the tokens of models cost, by `provider/model`.
///
/// The prices that come with it are list prices of November 2026, in US dollars for a million tokens
/// sent and received, for calls that are answered at once, without the discounts of prompt caches,
/// batches or contracts. They are those of the providers' public pages:
///
/// - OpenAI: `platform.openai.com/docs/pricing`
/// - Anthropic: `anthropic.com/pricing`
/// - Gemini: `ai.google.dev/gemini-api/docs/pricing`
/// - Groq: `console.groq.com/docs/models`
/// - Mistral: `mistral.ai/pricing/api`
/// - Together: `together.ai/pricing`
///
/// A model whose price depends on the length of the prompt or the time of day (`gemini-2.5-pro`,
/// `gpt-5.4` and above, all of DeepSeek), or on who serves it (OpenRouter), is not in the table: a
/// limit on cost that counts with the lower price would not hold. Models of the user's own machine
/// are free.
public struct PriceTable: Hashable, Sendable {
  private var own: [String: Price]

  /// Makes a table of prices that win over those that come with it.
  ///
  /// - Parameter own: prices by `provider/model`, or by how names begin: `together/*`.
  public init(_ own: [String: Price] = [:]) {
    self.own = own
  }

  /// Sets the price of a model, or of all whose names begin so: `together/*`.
  public mutating func set(_ price: Price, for key: String) {
    own[key] = price
  }

  /// The price of a model; nil when it is not known.
  ///
  /// A key stands for the model of that name and for its snapshots: `openai/gpt-4o-mini` also for
  /// `openai/gpt-4o-mini-2024-07-18`, but not for `openai/gpt-4o-mini-tts`. Of several keys the
  /// longest wins; the user's keys are looked at first.
  public func price(of model: String) -> Price? {
    Self.longest(own, model) ?? Self.longest(Self.known, model)
  }

  private static func longest(_ prices: [String: Price], _ model: String) -> Price? {
    prices.filter { stands($0.key, for: model) }.max { $0.key.count < $1.key.count }?.value
  }

  private static func stands(_ key: String, for model: String) -> Bool {
    if key.hasSuffix("*") { return model.hasPrefix(key.dropLast()) }
    guard model.hasPrefix(key) else { return false }
    let rest = model.dropFirst(key.count)
    return rest.isEmpty || rest == "-latest" || isSnapshot(rest)
  }

  /// Whether a name's end says a date or a number of a version: `-2024-07-18`, `-20250929`, `-0613`,
  /// `-001`.
  private static func isSnapshot(_ end: Substring) -> Bool {
    guard end.first == "-" else { return false }
    let parts = end.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return false }
    return [[3], [4], [8], [4, 2, 2]].contains(parts.map(\.count))
  }

  private static let known: [String: Price] = Dictionary(
    list.map { ($0.0, Price(inputPerMillion: $0.1, outputPerMillion: $0.2)) },
    uniquingKeysWith: { $1 })

  private static let list: [(String, Double, Double)] = [
    ("local/*", 0, 0), ("ollama/*", 0, 0), ("vllm/*", 0, 0),

    ("openai/gpt-4-turbo", 10, 30), ("openai/gpt-4o", 2.5, 10),
    ("openai/gpt-4o-2024-05-13", 5, 15), ("openai/gpt-4o-mini", 0.15, 0.6),
    ("openai/gpt-4.1", 2, 8), ("openai/gpt-4.1-mini", 0.4, 1.6), ("openai/gpt-4.1-nano", 0.1, 0.4),
    ("openai/gpt-5", 1.25, 10), ("openai/gpt-5-mini", 0.25, 2), ("openai/gpt-5-nano", 0.05, 0.4),
    ("openai/gpt-5.1", 1.25, 10), ("openai/gpt-5.2", 1.75, 14), ("openai/gpt-5.4-mini", 0.75, 4.5),
    ("openai/gpt-5.4-nano", 0.2, 1.25), ("openai/o1", 15, 60), ("openai/o3", 2, 8),
    ("openai/o3-mini", 1.1, 4.4), ("openai/o4-mini", 1.1, 4.4),

    ("anthropic/claude-3-haiku", 0.25, 1.25), ("anthropic/claude-3-5-haiku", 0.8, 4),
    ("anthropic/claude-3-5-sonnet", 3, 15), ("anthropic/claude-3-7-sonnet", 3, 15),
    ("anthropic/claude-3-opus", 15, 75), ("anthropic/claude-haiku-4-5", 1, 5),
    ("anthropic/claude-sonnet-4", 3, 15), ("anthropic/claude-sonnet-4-0", 3, 15),
    ("anthropic/claude-sonnet-4-5", 3, 15), ("anthropic/claude-sonnet-4-6", 3, 15),
    ("anthropic/claude-sonnet-5", 2, 10), ("anthropic/claude-sonnet-5-5", 2, 10),
    ("anthropic/claude-opus-4", 15, 75), ("anthropic/claude-opus-4-0", 15, 75),
    ("anthropic/claude-opus-4-1", 15, 75), ("anthropic/claude-opus-4-5", 5, 25),
    ("anthropic/claude-opus-4-6", 5, 25), ("anthropic/claude-opus-4-7", 5, 25),
    ("anthropic/claude-opus-4-8", 5, 25), ("anthropic/claude-opus-5", 5, 25),
    ("anthropic/claude-opus-5-5", 4, 20),

    ("gemini/gemini-2.5-flash", 0.3, 2.5), ("gemini/gemini-2.5-flash-lite", 0.1, 0.4),
    ("gemini/gemini-3.1-flash-lite", 0.25, 1.5), ("gemini/gemini-3.5-flash", 1.5, 9),
    ("gemini/gemini-3.5-flash-lite", 0.3, 2.5),

    ("groq/llama-3.1-8b-instant", 0.05, 0.08), ("groq/llama-3.3-70b-versatile", 0.59, 0.79),
    ("groq/meta-llama/llama-4-maverick-17b-128e-instruct", 0.2, 0.6),
    ("groq/meta-llama/llama-4-scout-17b-16e-instruct", 0.11, 0.34),
    ("groq/openai/gpt-oss-20b", 0.075, 0.3), ("groq/openai/gpt-oss-120b", 0.15, 0.6),
    ("groq/qwen/qwen3-32b", 0.29, 0.59),

    ("mistral/mistral-small-latest", 0.15, 0.6), ("mistral/mistral-small-2603", 0.15, 0.6),
    ("mistral/mistral-medium-2505", 0.4, 2), ("mistral/mistral-medium-2508", 0.4, 2),
    ("mistral/mistral-medium-latest", 1.5, 7.5), ("mistral/mistral-medium-3-5", 1.5, 7.5),
    ("mistral/mistral-large-2411", 2, 6), ("mistral/mistral-large-2512", 0.5, 1.5),
    ("mistral/ministral-3b-2512", 0.1, 0.1), ("mistral/ministral-8b-2512", 0.15, 0.15),
    ("mistral/ministral-8b-latest", 0.15, 0.15), ("mistral/ministral-14b-2512", 0.2, 0.2),

    ("together/meta-llama/Llama-3.3-70B-Instruct-Turbo", 0.88, 0.88),
    ("together/meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", 0.18, 0.18),
    ("together/meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", 0.27, 0.85),
    ("together/meta-llama/Llama-4-Scout-17B-16E-Instruct", 0.18, 0.59),
    ("together/openai/gpt-oss-120b", 0.15, 0.6),
  ]
}
