import PrompterCore

/// An answer of OpenAI's chat completions that comes in chunks, put together as if it had come at
/// once.
///
/// Shapes: https://platform.openai.com/docs/api-reference/chat-streaming
struct OpenAIStream {
  private let provider: String
  private var text: String?
  private var refusal = ""
  private var finish: String?
  private var logProbabilities: [JSONValue] = []
  private var usage: JSONValue = .null
  private var isDone = false

  init(provider: String) {
    self.provider = provider
  }

  /// Takes the data of the next event.
  ///
  /// - Returns: the piece of text in it, if there is one.
  /// Throws `ModelError` when it is no chunk, or tells of an error.
  mutating func append(_ data: String) throws(ModelError) -> String? {
    guard data != "[DONE]" else {
      isDone = true
      return nil
    }
    guard let chunk = try? JSONParser.parse(data), chunk.object != nil else {
      throw ModelError(.badResponse, "\(provider): a part of the answer is not JSON", status: 200)
    }
    guard chunk[key: "error"]?.isNull ?? true else {
      throw ModelError(.server, "\(provider): the provider failed in the midst of its answer")
    }
    if let usage = chunk[key: "usage"], !usage.isNull { self.usage = usage }
    guard let choice = chunk[key: "choices"]?.array?.first else { return nil }
    finish = choice[key: "finish_reason"]?.string ?? finish
    logProbabilities += choice[key: "logprobs"]?[key: "content"]?.array ?? []
    let delta = choice[key: "delta"]
    refusal += delta?[key: "refusal"]?.string ?? ""
    guard let piece = delta?[key: "content"]?.string else { return nil }
    text = (text ?? "") + piece
    return piece.isEmpty ? nil : piece
  }

  /// The response as it would have come at once.
  ///
  /// Throws `ModelError` when the answer broke off.
  func body() throws(ModelError) -> [UInt8] {
    guard isDone || finish != nil else {
      throw ModelError(.network, "\(provider): the connection broke in the midst of the answer")
    }
    var choice: JSONObject = [
      "message": [
        "content": text.map(JSONValue.string) ?? .null,
        "refusal": refusal.isEmpty ? .null : .string(refusal),
      ],
      "finish_reason": finish.map(JSONValue.string) ?? .null,
    ]
    if !logProbabilities.isEmpty { choice["logprobs"] = ["content": .array(logProbabilities)] }
    var body: [UInt8] = []
    JSONValue.object(["choices": [.object(choice)], "usage": usage]).write(to: &body)
    return body
  }
}
