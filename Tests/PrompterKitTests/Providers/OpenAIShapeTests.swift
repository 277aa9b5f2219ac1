import Testing

@testable import PrompterKit

@Suite("OpenAI's chat completions: shapes")
struct OpenAIShapeTests {
  private func model(_ provider: String = "openai") throws -> OpenAICompatible {
    let connection = ModelConnection(transport: directTransport(), environment: testKeys)
    return try #require(
      try connection.model(ModelReference("\(provider)/m-1")) as? OpenAICompatible)
  }

  /// The body that a model sends.
  private func body(
    _ model: OpenAICompatible, _ call: Call, _ structure: ProviderRow.Structure
  ) throws -> JSONValue {
    try JSONParser.parse(
      OpenAIRequest(model: model.model, row: model.row).body(of: call, structure))
  }

  private func read(_ text: String) throws -> Completion {
    try OpenAIResponse.completion(from: Array(text.utf8), provider: "openai")
  }

  private func kind(_ text: String) throws -> ModelError {
    try #require(#expect(throws: ModelError.self) { try read(text) })
  }

  @Test("C6, D39: roles, the limit, the seed and the strict schema stand where the API wants them")
  func request() throws {
    let call = Sample.call(decoding: Decoding(temperature: 0, maximumOutputTokens: 300, seed: 5))
    let expected = try parsed(
      """
      {"model": "m-1", "messages": [
        {"role": "system", "content": "Extract the record."},
        {"role": "user", "content": "Text: A"},
        {"role": "assistant", "content": "{\\"vendor\\": \\"A\\", \\"total\\": null}"},
        {"role": "user", "content": "Invoice 4711 from Achterberg Joinery, total USD 12.50"}],
       "temperature": 0, "max_completion_tokens": 300, "seed": 5,
       "logprobs": true, "top_logprobs": 5,
       "response_format": {"type": "json_schema", "json_schema": {
         "name": "record", "strict": true, "schema": {
           "type": "object",
           "properties": {"vendor": {"type": "string"}, "total": {"type": ["number", "null"]}},
           "required": ["vendor", "total"], "additionalProperties": false}}}}
      """)
    #expect(try body(model(), call, .jsonSchema) == expected)
  }

  @Test("the weaker constraints ask for an object, or for nothing")
  func weaker() throws {
    let model = try model("groq")
    #expect(try body(model, Sample.call(), .jsonObject).at("response_format.type") == "json_object")
    #expect(try body(model, Sample.call(), .text).at("response_format") == nil)
    #expect(try body(model, Sample.call(schema: nil), .jsonSchema).at("response_format") == nil)
    #expect(try body(model, Sample.call(), .jsonObject).at("max_tokens") == 1024)
    #expect(try body(model, Sample.call(), .jsonObject).at("logprobs") == nil)
  }

  @Test(
    "a schema that strict mode does not take is sent without it",
    arguments: [
      #"{"type": "object", "properties": {"a": {"type": "string"}}, "required": []}"#,
      #"{"type": "object", "properties": {"a": {}}, "additionalProperties": false}"#,
      """
      {"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}},
       "required": ["a"], "additionalProperties": false}
      """,
    ])
  func notStrict(schema: String) throws {
    let call = Sample.call(schema: try parsed(schema))
    #expect(
      try body(model(), call, .jsonSchema).at("response_format.json_schema.strict") == false)
  }

  @Test("D5: a picture goes along as a data URL, after the text")
  func image() throws {
    let call = Sample.call(images: [.init(mediaType: "image/png", base64: "iVBORw==")])
    let content = try body(model(), call, .text).at("messages.3.content")
    #expect(
      try content
        == parsed(
          """
          [{"type": "text", "text": "Invoice 4711 from Achterberg Joinery, total USD 12.50"},
           {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}}]
          """))
  }

  @Test("the documented answer gives text, end and usage")
  func success() throws {
    let completion = try read(
      """
      {"id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion",
       "created": 1741569952, "model": "gpt-4.1-2025-04-14",
       "choices": [{"index": 0, "message": {"role": "assistant",
         "content": "{\\"vendor\\": \\"A\\"}", "refusal": null, "annotations": []},
         "logprobs": null, "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29,
         "prompt_tokens_details": {"cached_tokens": 0}}, "service_tier": "default"}
      """)
    #expect(completion.text == #"{"vendor": "A"}"#)
    #expect(completion.finish == .stop)
    #expect(completion.usage == Usage(input: 19, output: 10))
    #expect(completion.tokens.isEmpty)
    #expect(completion.attempts == 1)
  }

  @Test("an answer that was cut off says so, even when nothing was said")
  func length() throws {
    let cut = #"{"choices": [{"message": {"content": "{\"a\": "}, "finish_reason": "length"}]}"#
    #expect(try read(cut).finish == .length)
    let silent = #"{"choices": [{"message": {"content": null}, "finish_reason": "length"}]}"#
    #expect(try read(silent) == Completion(text: "", finish: .length))
  }

  @Test(
    "a refusal and a filter are final and keep the usage",
    arguments: [
      """
      {"choices": [{"message": {"content": null, "refusal": "I can't help with that."},
        "finish_reason": "stop"}], "usage": {"prompt_tokens": 81, "completion_tokens": 11}}
      """,
      """
      {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}],
       "usage": {"prompt_tokens": 81, "completion_tokens": 11}}
      """,
    ])
  func declined(json: String) throws {
    let error = try kind(json)
    #expect(error.kind == .filtered)
    #expect(!error.isRetryable)
    #expect(error.usage == Usage(input: 81, output: 11))
  }

  @Test("an empty refusal is none, and content in parts is joined")
  func lenient() throws {
    let empty = #"{"choices": [{"message": {"content": "{}", "refusal": ""}}]}"#
    #expect(try read(empty).text == "{}")
    let parts = """
      {"choices": [{"message": {"content": [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "{\\"a\\""}, {"type": "text", "text": ": 1}"}]}}]}
      """
    #expect(try read(parts).text == #"{"a": 1}"#)
  }

  @Test(
    "what is not the documented shape is an error worth a retry",
    arguments: [
      "{}", "[]", "null", #"{"choices": []}"#, #"{"choices": [{"index": 0}]}"#,
      #"{"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}"#,
      #"{"error": {"message": "upstream is down", "code": 502}}"#,
    ])
  func wrongShape(json: String) throws {
    let error = try kind(json)
    #expect(error.kind == .badResponse)
    #expect(error.isRetryable)
  }
}
