import Testing

@testable import PrompterKit

@Suite("Gemini's generateContent: shapes")
struct GeminiShapeTests {
  private func model() throws -> Gemini {
    let connection = ModelConnection(transport: directTransport(), environment: testKeys)
    return try #require(try connection.model(ModelReference("gemini/gemini-x")) as? Gemini)
  }

  private func read(_ text: String) throws -> Completion {
    try Gemini.completion(from: parsed(text))
  }

  @Test("D39: the system text stands apart, the model's turns are its own, the schema is given")
  func request() throws {
    let call = Sample.call(decoding: Decoding(temperature: 0.5, maximumOutputTokens: 300, seed: 5))
    let expected = try parsed(
      """
      {"systemInstruction": {"parts": [{"text": "Extract the record."}]},
       "contents": [
        {"role": "user", "parts": [{"text": "Text: A"}]},
        {"role": "model", "parts": [{"text": "{\\"vendor\\": \\"A\\", \\"total\\": null}"}]},
        {"role": "user", "parts": [
          {"text": "Invoice 4711 from Achterberg Joinery, total USD 12.50"}]}],
       "generationConfig": {"temperature": 0.5, "maxOutputTokens": 300, "seed": 5,
         "responseMimeType": "application/json",
         "responseJsonSchema": {"type": "object",
           "properties": {"vendor": {"type": "string"}, "total": {"type": ["number", "null"]}},
           "required": ["vendor", "total"], "additionalProperties": false}}}
      """)
    #expect(try model().body(of: call) == expected)
    let free = try model().body(of: Sample.call(schema: nil))
    #expect(free.at("generationConfig.responseMimeType") == nil)
  }

  @Test("D5: a picture goes before the text, inline")
  func image() throws {
    let call = Sample.call(images: [.init(mediaType: "image/webp", base64: "UklGRg==")])
    #expect(
      try model().body(of: call).at("contents.2.parts")
        == parsed(
          """
          [{"inlineData": {"mimeType": "image/webp", "data": "UklGRg=="}},
           {"text": "Invoice 4711 from Achterberg Joinery, total USD 12.50"}]
          """))
  }

  @Test("the documented answer gives text and usage; thoughts cost but are not the answer")
  func success() throws {
    let completion = try read(
      """
      {"candidates": [{"content": {"role": "model", "parts": [
          {"text": "Let me see", "thought": true}, {"text": "{\\"a\\""}, {"text": ": 1}"}]},
         "finishReason": "STOP", "index": 0}],
       "usageMetadata": {"promptTokenCount": 8, "candidatesTokenCount": 5,
         "thoughtsTokenCount": 20, "totalTokenCount": 33}, "modelVersion": "gemini-x"}
      """)
    #expect(
      completion == Completion(text: #"{"a": 1}"#, usage: Usage(input: 8, output: 25)))
  }

  @Test("an answer that was cut off says so, even when nothing was said")
  func length() throws {
    let cut = #"{"candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}]}"#
    #expect(try read(cut) == Completion(text: "", finish: .length))
  }

  @Test(
    "what was blocked or withheld is final",
    arguments: [
      #"{"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 4}}"#,
      """
      {"candidates": [{"finishReason": "RECITATION"}], "usageMetadata": {"promptTokenCount": 4}}
      """,
      #"{"candidates": [{"finishReason": "SAFETY"}], "usageMetadata": {"promptTokenCount": 4}}"#,
    ])
  func withheld(json: String) throws {
    let error = try #require(#expect(throws: ModelError.self) { try read(json) })
    #expect(error.kind == .filtered)
    #expect(!error.isRetryable)
    #expect(error.usage == Usage(input: 4, output: 0))
  }

  @Test(
    "what is not the documented shape is an error worth a retry", arguments: ["{}", "[1]", "7"])
  func wrongShape(json: String) throws {
    let error = try #require(#expect(throws: ModelError.self) { try read(json) })
    #expect(error.kind == .badResponse)
  }
}
