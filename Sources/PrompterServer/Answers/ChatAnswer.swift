import PrompterKit

/// A record as clients of OpenAI's chat completions read it.
struct ChatAnswer: Sendable {
  let id: String
  let model: String
  /// Seconds since 1970.
  let created: Int
  let extraction: Extraction

  private var usage: JSONValue {
    let usage = extraction.usage
    return [
      "prompt_tokens": .integer(usage.input), "completion_tokens": .integer(usage.output),
      "total_tokens": .integer(usage.input + usage.output),
    ]
  }

  /// The record as text.
  private var content: JSONValue { .string((extraction.record ?? .null).text()) }

  /// The whole answer; what clients of OpenAI do not know stands under `prompter`.
  func json(_ line: JSONValue) -> JSONValue {
    var extra = JSONObject()
    for key in ["confidence", "fields", "cost_usd", "attempts", "prompter", "model"] {
      extra[key] = line[key: key] ?? .null
    }
    return [
      "id": .string(id), "object": "chat.completion", "created": .integer(created),
      "model": .string(model),
      "choices": [
        [
          "index": 0, "message": ["role": "assistant", "content": content, "refusal": .null],
          "finish_reason": "stop", "logprobs": .null,
        ]
      ],
      "usage": usage, "prompter": .object(extra),
    ]
  }

  /// The pieces of a stream.
  func chunks(wantsUsage: Bool) -> [JSONValue] {
    var chunks = [
      chunk(["role": "assistant", "content": ""], finish: .null),
      chunk(["content": content], finish: .null), chunk([:], finish: "stop"),
    ]
    if wantsUsage {
      var last = head
      last["choices"] = []
      last["usage"] = usage
      chunks.append(.object(last))
    }
    return chunks
  }

  private var head: JSONObject {
    [
      "id": .string(id), "object": "chat.completion.chunk", "created": .integer(created),
      "model": .string(model),
    ]
  }

  private func chunk(_ delta: JSONValue, finish: JSONValue) -> JSONValue {
    var chunk = head
    chunk["choices"] = [["index": 0, "delta": delta, "finish_reason": finish]]
    return .object(chunk)
  }
}
