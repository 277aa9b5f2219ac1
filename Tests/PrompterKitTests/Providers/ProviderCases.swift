import PrompterTesting

@testable import PrompterKit

/// What provider tests send: a demonstration, the document, the schema of the answer.
enum Sample {
  static let document = "Invoice 4711 from Achterberg Joinery, total USD 12.50"

  static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "vendor": ["type": "string"], "total": ["type": ["number", "null"]],
    ],
    "required": ["vendor", "total"], "additionalProperties": false,
  ]

  static func call(
    images: [Document.Image] = [], schema: JSONValue? = schema, decoding: Decoding = Decoding()
  ) -> Call {
    Call(
      prompt: Prompt(
        messages: [
          .init(.system, "Extract the record."), .init(.user, "Text: A"),
          .init(.assistant, #"{"vendor": "A", "total": null}"#),
          .init(.user, document, images: images),
        ], responseSchema: schema.map(ResponseSchema.init)),
      decoding: decoding, documentID: "one")
  }
}

/// Reads JSON that a test wrote by hand.
func parsed(_ json: String) throws -> JSONValue { try JSONParser.parse(json) }

extension JSONValue {
  /// The value at a path of keys and indices, such as `choices.0.message`.
  func at(_ path: String) -> JSONValue? {
    var value: JSONValue? = self
    for step in path.split(separator: ".").map(String.init) {
      if let index = Int(step), let items = value?.array {
        value = items.indices.contains(index) ? items[index] : nil
      } else {
        value = value?[key: step]
      }
    }
    return value
  }
}

extension LoopbackServer.Request {
  /// The body as JSON.
  var json: JSONValue? { try? JSONParser.parse(body) }
}

extension LoopbackServer.Reply {
  /// An answer of OpenAI's chat completions with this content.
  static func chat(_ content: String) -> LoopbackServer.Reply {
    let json: JSONValue = [
      "choices": [
        [
          "message": ["role": "assistant", "content": .string(content)],
          "finish_reason": "stop",
        ]
      ],
      "usage": ["prompt_tokens": 11, "completion_tokens": 7],
    ]
    return .text(json.text())
  }
}

/// A model that is reached over loopback, with keys in a made-up environment.
func loopbackModel(
  _ reference: String, at server: LoopbackServer, path: String = "/v1",
  environment: [String: String] = testKeys
) throws -> any LanguageModel {
  try ModelConnection(
    transport: directTransport(), baseURL: server.url(path), environment: environment
  ).model(ModelReference(reference))
}

/// A key for every provider.
let testKeys: [String: String] = Dictionary(
  uniqueKeysWithValues: (ProviderRow.all.compactMap(\.keyVariable) + [
    Anthropic.keyVariable, Gemini.keyVariable,
  ]).map { ($0, "sk-test-\($0)-0123456789") })
