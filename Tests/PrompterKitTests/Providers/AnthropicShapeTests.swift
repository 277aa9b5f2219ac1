import Testing

@testable import PrompterKit

@Suite("Anthropic's Messages: shapes")
struct AnthropicShapeTests {
  private func model() throws -> Anthropic {
    let connection = ModelConnection(transport: directTransport(), environment: testKeys)
    return try #require(try connection.model(ModelReference("anthropic/claude-x")) as? Anthropic)
  }

  private func read(_ text: String) throws -> Completion {
    try Anthropic.completion(from: parsed(text))
  }

  @Test("D39: the system text stands apart and the record is the input of a tool")
  func request() throws {
    let call = Sample.call(decoding: Decoding(temperature: 1.5, maximumOutputTokens: 300, seed: 5))
    let expected = try parsed(
      """
      {"model": "claude-x", "max_tokens": 300, "temperature": 1,
       "messages": [
        {"role": "user", "content": "Text: A"},
        {"role": "assistant", "content": "{\\"vendor\\": \\"A\\", \\"total\\": null}"},
        {"role": "user", "content": "Invoice 4711 from Achterberg Joinery, total USD 12.50"}],
       "system": "Extract the record.",
       "tools": [{"name": "record", "description": "Takes the extracted record.",
         "input_schema": {"type": "object",
           "properties": {"vendor": {"type": "string"}, "total": {"type": ["number", "null"]}},
           "required": ["vendor", "total"], "additionalProperties": false}}],
       "tool_choice": {"type": "tool", "name": "record"}}
      """)
    #expect(try model().body(of: call) == expected)
  }

  @Test("a question for free text has no tool")
  func freeText() throws {
    let body = try model().body(of: Sample.call(schema: nil))
    #expect(body.at("tools") == nil && body.at("tool_choice") == nil)
  }

  @Test("D5: a picture goes before the text, as base64")
  func image() throws {
    let call = Sample.call(images: [.init(mediaType: "image/jpeg", base64: "/9j/4A==")])
    #expect(
      try model().body(of: call).at("messages.2.content")
        == parsed(
          """
          [{"type": "image",
            "source": {"type": "base64", "media_type": "image/jpeg", "data": "/9j/4A=="}},
           {"type": "text", "text": "Invoice 4711 from Achterberg Joinery, total USD 12.50"}]
          """))
  }

  @Test("the input of the tool is the answer, its keys in the model's order")
  func toolUse() throws {
    let completion = try read(
      """
      {"id": "msg_01Aq9w938a90dw8q", "type": "message", "role": "assistant", "model": "claude-x",
       "content": [
         {"type": "text", "text": "I will note it down."},
         {"type": "tool_use", "id": "toolu_01A09q90qw90lq917835lq9", "name": "record",
          "input": {"vendor": "Ächter", "total": 12.5, "a": []}}],
       "stop_reason": "tool_use", "stop_sequence": null,
       "usage": {"input_tokens": 384, "cache_creation_input_tokens": 100,
         "cache_read_input_tokens": 16, "output_tokens": 65}}
      """)
    #expect(completion.text == #"{"vendor": "Ächter", "total": 12.5, "a": []}"#)
    #expect(completion.finish == .stop)
    #expect(completion.usage == Usage(input: 500, output: 65))
  }

  @Test("text in parts is joined, thinking is left out")
  func text() throws {
    let completion = try read(
      """
      {"content": [{"type": "thinking", "thinking": "hm", "signature": "x"},
        {"type": "text", "text": "Hi"}, {"type": "text", "text": " there"}],
       "stop_reason": "end_turn", "usage": {"input_tokens": 10, "output_tokens": 4}}
      """)
    #expect(completion == Completion(text: "Hi there", usage: Usage(input: 10, output: 4)))
  }

  @Test("an answer that was cut off says so")
  func length() throws {
    let json = #"{"content": [{"type": "text", "text": "{"}], "stop_reason": "max_tokens"}"#
    #expect(try read(json).finish == .length)
  }

  @Test("a refusal is final and keeps the usage")
  func refusal() throws {
    let json = """
      {"content": [], "stop_reason": "refusal", "usage": {"input_tokens": 9, "output_tokens": 1}}
      """
    let error = try #require(#expect(throws: ModelError.self) { try read(json) })
    #expect(error.kind == .filtered)
    #expect(error.usage == Usage(input: 9, output: 1))
  }

  @Test(
    "what is not the documented shape is an error worth a retry", arguments: ["{}", "[1]", "7"])
  func wrongShape(json: String) throws {
    let error = try #require(#expect(throws: ModelError.self) { try read(json) })
    #expect(error.kind == .badResponse)
  }
}
