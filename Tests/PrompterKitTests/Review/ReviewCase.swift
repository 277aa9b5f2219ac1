import Foundation
import PrompterTesting

@testable import PrompterKit

/// A review queue in a folder of its own, and records for it.
struct ReviewCase {
  let folder: TemporaryFolder
  let queue: ReviewQueue

  static let schema = """
    {"title": "Invoice", "type": "object", "additionalProperties": false, "properties": {
       "vendor": {"type": "object", "additionalProperties": false, "required": ["name"],
         "properties": {"name": {"type": "string"}}},
       "total": {"type": ["number", "null"], "description": "What is to be paid."},
       "paid": {"type": "boolean"}, "kind": {"enum": ["invoice", "credit note"]},
       "items": {"type": "array", "items": {"type": "string"}}},
     "required": ["vendor", "total", "paid", "kind", "items"]}
    """

  static let record: JSONValue = [
    "vendor": ["name": "Acme"], "total": 12.5, "paid": false, "kind": "invoice", "items": ["bolt"],
  ]

  static let text = "Invoice from Acme, 😀 total 12.5 for one bolt."

  init() throws {
    folder = try TemporaryFolder()
    queue = try ReviewQueue(folder.path("queue.sqlite")) { Date(timeIntervalSince1970: 1_000_000) }
  }

  var schema: Schema { get throws { try Schema(json: Self.schema) } }

  func document(_ id: String, _ text: String = text) -> Document { Document(id: id, text: text) }

  /// Puts a record into the queue.
  @discardableResult
  func put(
    _ id: String, _ text: String = text, confidence: Double? = 0.5, total: JSONValue = 12.5
  ) throws -> ReviewItem {
    let record = Self.record.setting(FieldPath([.key("total")]), to: total) ?? .null
    let line: JSONValue = [
      "id": .string(id), "ok": true, "data": record, "confidence": JSONValue(confidence),
      "fields": [
        "total": ["confidence": 0.4, "evidence": [27, 31]],
        "vendor.name": ["confidence": 0.9, "evidence": [13, 17]],
        "items[0]": ["confidence": 0.8, "evidence": nil],
      ],
      "prompter": "invoices@1", "model": "openai/x", "error": nil,
    ]
    return try queue.put(
      line, of: document(id, text),
      because: [["code": "low_confidence", "fields": ["total"]]], schema: schema)
  }
}
