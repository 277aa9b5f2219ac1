import PrompterCore

/// A template with every part that a prompt can show.
enum PromptSamples {
  static let schema: JSONValue = [
    "title": "Receipt", "description": "One purchase.", "type": "object",
    "properties": [
      "shop": ["type": "string", "description": "who sold", "x-metric": "text"],
      "currency": ["enum": ["USD", "EUR", nil]],
      "bought": ["type": "string", "format": "date"],
      "lines": [
        "type": "array",
        "items": [
          "type": "object",
          "properties": ["what": ["type": "string"], "amount": ["type": ["number", "null"]]],
          "required": ["what", "amount"],
        ],
      ],
      "extras": ["type": "object", "additionalProperties": ["type": "object"]],
    ],
    "required": ["shop", "currency", "bought", "lines"],
  ]

  static func template(_ layout: Layout = Layout()) throws -> PromptTemplate {
    try PromptTemplate(
      schema: Schema(schema), instruction: "Read the receipt.",
      fields: [
        .root.key("shop"): FieldGuidance(
          description: "Who sold", rules: ["Use the name as printed", "No address"]),
        .root.key("lines").each.key("amount"): FieldGuidance(
          description: "", rules: ["Tax included"]),
      ],
      demonstrations: [
        Demonstration(
          input: "ACME\n2 nails 3.50",
          expected: [
            "lines": [["amount": 3.5, "what": "nails"]], "bought": "2024-03-07", "shop": "ACME",
            "currency": nil, "extras": ["z": ["q": 1, "b": 2], "a": [:]],
          ])
      ], layout: layout)
  }
}
