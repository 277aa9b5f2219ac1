import PrompterCore

/// A service that answers like OpenAI's chat completions: one row of a table.
struct ProviderRow: Sendable {
  /// How an endpoint constrains answers.
  enum Structure: Hashable, Sendable {
    /// `response_format` of type `json_schema`.
    case jsonSchema
    /// `response_format` of type `json_object`.
    case jsonObject
    /// Not at all.
    case text
    /// LLGuidance grammar of the local runtime.
    case grammar

    /// The constraint so many steps weaker; nothing is weaker than text.
    func weakened(by steps: Int) -> Structure {
      let ladder: [Structure] = [.grammar, .jsonSchema, .jsonObject, .text]
      let place = (ladder.firstIndex(of: self) ?? 0) + steps
      return place < ladder.count ? ladder[place] : .text
    }
  }

  /// The name before the slash.
  let name: String
  /// The address, to which `/chat/completions` is appended.
  let address: String
  /// The environment variable that holds the key; nil when none is needed.
  let keyVariable: String?
  /// The best constraint that it knows.
  let structure: Structure
  /// What its models can do.
  let capabilities: ModelCapabilities
  /// The name of the limit on output tokens.
  var outputLimitKey = "max_tokens"

  /// The rows.
  static let all: [ProviderRow] = [
    ProviderRow(
      name: "openai", address: "https://api.openai.com/v1", keyVariable: "OPENAI_API_KEY",
      structure: .jsonSchema,
      capabilities: ModelCapabilities(givesLogProbabilities: true, sees: true),
      outputLimitKey: "max_completion_tokens"),
    ProviderRow(
      name: "openrouter", address: "https://openrouter.ai/api/v1",
      keyVariable: "OPENROUTER_API_KEY", structure: .jsonSchema,
      capabilities: ModelCapabilities(sees: true)),
    ProviderRow(
      name: "groq", address: "https://api.groq.com/openai/v1", keyVariable: "GROQ_API_KEY",
      structure: .jsonObject, capabilities: ModelCapabilities()),
    ProviderRow(
      name: "together", address: "https://api.together.xyz/v1", keyVariable: "TOGETHER_API_KEY",
      structure: .jsonSchema, capabilities: ModelCapabilities()),
    ProviderRow(
      name: "mistral", address: "https://api.mistral.ai/v1", keyVariable: "MISTRAL_API_KEY",
      structure: .jsonSchema, capabilities: ModelCapabilities(sees: true)),
    ProviderRow(
      name: "deepseek", address: "https://api.deepseek.com/v1", keyVariable: "DEEPSEEK_API_KEY",
      structure: .jsonObject, capabilities: ModelCapabilities(givesLogProbabilities: true)),
    ProviderRow(
      name: "ollama", address: "http://127.0.0.1:11434/v1", keyVariable: nil,
      structure: .jsonSchema,
      capabilities: ModelCapabilities(sees: true, isFree: true, parallelCalls: 4)),
    ProviderRow(
      name: "vllm", address: "http://127.0.0.1:8000/v1", keyVariable: nil,
      structure: .jsonSchema,
      capabilities: ModelCapabilities(
        givesLogProbabilities: true, sees: true, isFree: true, parallelCalls: 64)),
  ]
}
