import Foundation
import GRDB
public import PrompterCore

extension ReviewQueue {
  /// An item in short, as lists show it.
  public struct Entry: Hashable, Sendable {
    /// The document's id.
    public let id: String
    /// What has become of it.
    public let status: ReviewItem.Status
    /// The confidence of the extracted record; nil when uncalibrated.
    public let confidence: Double?
    /// Why a person should look.
    public let reasons: JSONValue
    /// When it came and when it was decided, as ISO 8601.
    public let added: String, decided: String?

    /// The codes of the reasons.
    public var codes: [String] {
      (reasons.array ?? []).compactMap { $0[key: "code"]?.string }
    }
  }

  /// How many items there are of each status.
  public func counts() throws -> [ReviewItem.Status: Int] {
    try read { database in
      var counts: [ReviewItem.Status: Int] = [:]
      let rows = try Row.fetchAll(
        database, sql: "SELECT status, count(*) AS n FROM review GROUP BY status")
      for row in rows {
        guard let status = ReviewItem.Status(rawValue: row["status"]) else { continue }
        counts[status] = row["n"]
      }
      return counts
    }
  }

  /// The items, those with the least confidence first; uncalibrated ones as they came.
  ///
  /// - Parameters:
  ///   - status: only those; nil for all.
  ///   - reason: only those with this code among their reasons; nil for all.
  ///   - first: the most items.
  public func entries(
    _ status: ReviewItem.Status? = .open, reason: String? = nil, first: Int = .max
  ) throws -> [Entry] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, status, confidence, reasons, added, decided FROM review
          WHERE (?1 IS NULL OR status = ?1)
          ORDER BY status <> 'open', confidence IS NULL, confidence, number
          """, arguments: [status?.rawValue])
      var entries: [Entry] = []
      while entries.count < first, let row = try rows.next() {
        guard let status = ReviewItem.Status(rawValue: row["status"]) else { continue }
        let entry = Entry(
          id: row["id"], status: status, confidence: row["confidence"],
          reasons: try JSONParser.parse(row["reasons"] as String), added: row["added"],
          decided: row["decided"])
        if let reason, !entry.codes.contains(reason) { continue }
        entries.append(entry)
      }
      return entries
    }
  }

  /// An item.
  ///
  /// Throws `DataError` when there is none.
  public func item(_ id: String) throws -> ReviewItem {
    let key = SharedDatabase.storable(id)
    guard let item = try read({ try Self.item(key, in: $0) }) else {
      throw DataError(file: path, message: "there is no '\(id)' in the review queue")
    }
    return item
  }

  /// The decided items as labelled examples, in the order in which they came.
  ///
  /// They are handed on one by one, so that memory does not grow with them.
  func forEachDecided(_ body: (ReviewItem) throws -> Void) throws {
    let ids = try read { database in
      try String.fetchAll(
        database, sql: "SELECT id FROM review WHERE status <> 'open' ORDER BY number")
    }
    for id in ids { try body(try item(id)) }
  }

  static func item(_ id: String, in database: Database) throws -> ReviewItem? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT review.*, schema.source FROM review JOIN schema ON schema.sha256 = review.schema
        WHERE review.id = ?
        """, arguments: [id])
    guard let row, let status = ReviewItem.Status(rawValue: row["status"]) else { return nil }
    return ReviewItem(
      document: try document(row), line: try JSONParser.parse(row["line"] as String),
      reasons: try JSONParser.parse(row["reasons"] as String),
      schema: try Schema(json: row["source"]), status: status,
      decision: try (row["decision"] as String?).map { try JSONParser.parse($0) })
  }

  private static func document(_ row: Row) throws -> Document {
    let json = try JSONParser.parse(row["document"] as String)
    if let input = json[key: "input"]?.object { return Document(id: row["id"], input: input) }
    return Document(
      id: row["id"], text: json[key: "text"]?.string ?? "",
      images: (json[key: "images"]?.array ?? []).compactMap { image in
        guard let type = image[key: "type"]?.string, let base64 = image[key: "base64"]?.string
        else { return nil }
        return Document.Image(mediaType: type, base64: base64)
      })
  }

  static func json(_ document: Document) -> JSONValue {
    if let input = document.input { return ["input": .object(input)] }
    let images = document.images.map { image -> JSONValue in
      ["type": .string(image.mediaType), "base64": .string(image.base64)]
    }
    return ["text": .string(document.text), "images": .array(images)]
  }
}
