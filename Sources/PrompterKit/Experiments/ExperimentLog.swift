public import Foundation
import GRDB
public import PrompterCore

/// The log of an experiment in an SQLite file: who answered what, and what came of it.
///
/// It keeps records and ids, and no text of documents. Several processes may write at a time.
public final class ExperimentLog: Sendable {
  /// What the experiment is.
  public let definition: ExperimentDefinition
  let path: String
  let queue: DatabaseQueue
  let now: @Sendable () -> Date

  /// Opens the log of an experiment, or begins it.
  ///
  /// - Parameters:
  ///   - definition: what it must be.
  ///   - now: the time of day.
  /// Throws `FileError` when the file holds another experiment, or cannot be written.
  public init(
    _ path: String, for definition: ExperimentDefinition,
    now: @escaping @Sendable () -> Date = { Date() }
  ) throws {
    queue = try ExperimentFile.open(path, makes: true)
    (self.path, self.definition, self.now) = (path, definition, now)
    let found = try SharedDatabase.told(path) {
      try queue.write { database in
        if let found = try Self.definition(in: database) { return found }
        try Self.begin(definition, in: database)
        return definition
      }
    }
    if let difference = found.difference(from: definition) {
      throw FileError(
        path,
        "the experiment was begun otherwise: \(difference); outcomes of both cannot be put "
          + "together: leave the variants out to go on with it, or begin another file")
    }
  }

  /// Opens the log of an experiment that has begun.
  ///
  /// Throws `FileError`, `isMissing` when there is no such file.
  public init(existing path: String, now: @escaping @Sendable () -> Date = { Date() }) throws {
    queue = try ExperimentFile.open(path, makes: false)
    (self.path, self.now) = (path, now)
    let queue = queue
    let found = try SharedDatabase.told(path) { try queue.read { try Self.definition(in: $0) } }
    guard let found else { throw FileError(path, "the experiment has not begun") }
    definition = found
  }

  /// Takes down what a variant answered.
  ///
  /// An outcome of another answer, or of a document that had another content, is forgotten.
  ///
  /// - Parameter variant: its place in the definition.
  /// Throws `FileError` when it cannot be written.
  public func note(
    _ extraction: Extraction, of document: Document, by variant: Int, served: Bool
  ) throws {
    let status =
      extraction.failure.map { $0.isInvalidAnswer ? "invalid" : "error" } ?? "answered"
    let data = extraction.record?.text(.canonical)
    let (id, content) = (SharedDatabase.storable(document.id), document.contentHash)
    let unit = SharedDatabase.storable(definition.unit(of: document))
    try write { database, time in
      let known = try Row.fetchOne(
        database, sql: "SELECT content, data FROM answer WHERE document = ? AND variant = ?",
        arguments: [id, variant])
      if let known, known["content"] as String != content || known["data"] as String? != data {
        try database.execute(
          sql: "DELETE FROM outcome WHERE document = ? AND variant = ?",
          arguments: [id, variant])
      }
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO answer(
            document, variant, unit, served, content, status, data, confidence, error_type, time)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, variant, unit, served, content, status, data, extraction.confidence,
          extraction.failure?.type, time,
        ])
    }
  }

  func write(_ body: (Database, String) throws -> Void) throws {
    let time = now().formatted(.iso8601)
    try SharedDatabase.told(path) { try queue.write { try body($0, time) } }
  }

  // MARK: Definition

  private static func begin(
    _ definition: ExperimentDefinition, in database: Database
  ) throws {
    try database.execute(
      sql: "INSERT INTO experiment(name, key, schema, sha256) VALUES (?, ?, ?, ?)",
      arguments: [
        definition.name, definition.key, definition.schema.source.text(), definition.sha256,
      ])
    for (place, variant) in definition.variants.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO variant(place, name, reference, weight, prompter_sha256, model)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          place, variant.name, variant.reference, variant.weight, variant.prompterHash,
          variant.model,
        ])
    }
  }

  private static func definition(in database: Database) throws -> ExperimentDefinition? {
    guard let row = try Row.fetchOne(database, sql: "SELECT name, key, schema FROM experiment")
    else { return nil }
    let variants = try Row.fetchAll(database, sql: "SELECT * FROM variant ORDER BY place").map {
      ExperimentDefinition.Variant(
        name: $0["name"], reference: $0["reference"], weight: $0["weight"],
        prompterHash: $0["prompter_sha256"], model: $0["model"])
    }
    return try ExperimentDefinition(
      name: row["name"], variants: variants, key: row["key"],
      schema: Schema(json: row["schema"]))
  }
}
