import PrompterKit

/// The delivery notes of the other benchmarks: schema, a document of 1,300 characters, answers.
struct Delivery {
  let schema: Schema
  let document: Document
  let record: JSONValue
  /// The record as a model writes it.
  let answer = """
    {"number": 4711, "supplier": "Vega Trading", "pallets": 14, "city": "Lund", "total": 512.37, \
    "handling": "fragile", "reference": "0f1e2d3c4b5a69788796a5b4"}
    """

  init() throws {
    schema = try Schema(
      json: """
        {"title": "Delivery", "description": "What a delivery note says.", "type": "object",
         "properties": {
          "number": {"type": "integer", "description": "The number of the delivery note"},
          "supplier": {"type": "string", "description": "Who delivered"},
          "pallets": {"type": "integer", "description": "How many pallets"},
          "city": {"type": "string", "description": "Where it was delivered to"},
          "total": {"type": "number", "description": "The total in EUR"},
          "handling": {"type": "string",
                       "enum": ["routine", "urgent", "refrigerated", "fragile"]},
          "reference": {"type": "string", "description": "The reference code"}},
         "required": ["number", "supplier", "pallets", "city", "total", "handling", "reference"],
         "additionalProperties": false}
        """)
    record = try JSONParser.parse(answer)
    var text = """
      Delivery note 004711: Vega Trading delivered 14 pallets to Lund, total EUR 512.37, \
      handled as fragile, reference 0f1e2d3c4b5a69788796a5b4.\n\n
      """
    while text.utf8.count < 1_250 {
      text += "The driver arrived a little later than announced because of roadworks nearby. "
    }
    document = Document(id: "note-004711", text: text)
  }

  /// What a provider sends back for an answer, with so many tokens' log-probabilities.
  func response(tokens: Int = 0) -> [UInt8] {
    let alternative = #"{"token":" alt","logprob":-4.0625,"bytes":[32,97,108,116]}"#
    let alternatives = Array(repeating: alternative, count: 5).joined(separator: ",")
    let token =
      #"{"token":"{\"nu","logprob":-0.0123,"bytes":[123,34,110,117],"top_logprobs":["#
      + alternatives + "]}"
    let list = Array(repeating: token, count: tokens).joined(separator: ",")
    let logprobs = tokens > 0 ? #"{"content":["# + list + "]}" : "null"
    let content = JSONValue.string(answer).text()
    return Array(
      (#"{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"mock","#
        + #""choices":[{"index":0,"message":{"role":"assistant","content":\#(content)},"#
        + #""logprobs":\#(logprobs),"finish_reason":"stop"}],"usage":{"prompt_tokens":700,"#
        + #""completion_tokens":45,"total_tokens":745}}"#).utf8)
  }
}
