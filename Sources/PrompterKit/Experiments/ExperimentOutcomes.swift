import Foundation
import GRDB
public import PrompterCore

extension ExperimentLog {
  /// Takes down whether an answer was right as a whole.
  ///
  /// Without a variant it is the answer that was served. What it says of one variant says nothing
  /// of another: only the right record does.
  ///
  /// - Returns: the variant's place.
  /// Throws `DataError` when the experiment has no such answer.
  @discardableResult
  public func note(
    correct: Bool, of document: String, variant: Int? = nil
  ) throws -> Int {
    try note(Outcome(correct: correct, score: nil), of: document, by: variant)
  }

  /// Takes down the score of an answer, from 0 to 1.
  ///
  /// It is right as a whole from 0.999 on.
  ///
  /// - Returns: the variant's place.
  /// Throws `DataError` when the experiment has no such answer, or it is no score.
  @discardableResult
  public func note(
    score: Double, of document: String, variant: Int? = nil
  ) throws -> Int {
    guard (0...1).contains(score) else {
      throw DataError(file: path, message: "a score is from 0 to 1, not \(score)")
    }
    return try note(
      Outcome(correct: score >= FieldScore.rightness, score: score), of: document, by: variant)
  }

  /// Scores all answers to a document against the right record, those in the shadow too.
  ///
  /// An unusable answer is wrong; one that never came has no outcome.
  ///
  /// - Returns: the places of the variants that were scored.
  /// Throws `DataError` when the experiment does not have the document, the schema not such a record,
  /// or metrics that need more than it, such as a judge, and what a metric throws.
  @discardableResult
  public func note(record: JSONValue, of document: String) async throws -> [Int] {
    if let violation = definition.schema.violations(of: record).first {
      throw DataError(file: path, message: "the record of '\(document)': \(violation)")
    }
    let rows = try read { database in
      try Row.fetchAll(
        database, sql: "SELECT variant, status, data FROM answer WHERE document = ?",
        arguments: [SharedDatabase.storable(document)]
      ).map {
        (variant: $0["variant"] as Int, status: $0["status"] as String, data: $0["data"] as String?)
      }
    }
    guard !rows.isEmpty else { throw unknown(document) }
    guard let scorer = try? RecordScorer(definition.schema) else {
      throw DataError(
        file: path,
        message: "a trial cannot score records with this schema's metrics, as it asks no model: "
          + "say whether the answer was correct, or give its score")
    }
    var scored: [Int] = []
    for row in rows where row.status != "error" {
      let data = try row.data.map { try JSONParser.parse($0) }
      let score = try await scorer.score(data, expected: record)
      let isRight = scorer.fields.allSatisfy { score.fields[$0]?.outcome == .right }
      _ = try note(Outcome(correct: isRight, score: score.score), of: document, by: row.variant)
      scored.append(row.variant)
    }
    return scored
  }

  /// Whether the experiment has seen a document.
  public func holds(_ document: String) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS(SELECT 1 FROM answer WHERE document = ?)",
        arguments: [SharedDatabase.storable(document)]) ?? false
    }
  }

  /// What the experiment has shown so far.
  ///
  /// Throws `FileError` when it cannot be read.
  public func report(
    _ measure: ExperimentReport.Measure = .correct, alpha: Double = 0.05
  ) throws -> ExperimentReport {
    let column = measure == .correct ? "correct" : "score"
    let (counts, observations) = try read { database in
      var counts = definition.variants.map { _ in ExperimentReport.Counts() }
      for row in try Row.fetchAll(
        database,
        sql:
          "SELECT variant, status, sum(served) AS served, count(*) AS n FROM answer GROUP BY 1, 2")
      {
        let variant: Int = row["variant"]
        guard counts.indices.contains(variant) else { continue }
        counts[variant].served += row["served"] as Int
        switch row["status"] as String {
        case "answered": counts[variant].answered += row["n"] as Int
        case "invalid": counts[variant].invalid += row["n"] as Int
        default: counts[variant].errors += row["n"] as Int
        }
      }
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT answer.unit, answer.variant, answer.served, outcome.\(column) AS value
          FROM outcome JOIN answer USING (document, variant)
          WHERE outcome.\(column) IS NOT NULL ORDER BY outcome.number
          """
      ).map { row in
        ExperimentReport.Observation(
          unit: row["unit"], variant: row["variant"], isServed: row["served"],
          value: row["value"])
      }
      return (counts, rows)
    }
    return ExperimentReport(
      name: definition.name,
      variants: zip(definition.variants, counts).map { variant, counts in
        ExperimentReport.Variant(name: variant.name, weight: variant.weight, counts: counts)
      }, observations: observations, measure: measure, alpha: alpha)
  }

  private struct Outcome: Sendable {
    let correct: Bool
    let score: Double?
  }

  private func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try SharedDatabase.told(path) { try queue.read(body) }
  }

  private func note(_ outcome: Outcome, of document: String, by variant: Int?) throws -> Int {
    var found: Int?
    let key = SharedDatabase.storable(document)
    try write { database, time in
      found = try Int.fetchOne(
        database,
        sql: variant == nil
          ? "SELECT variant FROM answer WHERE document = ? AND served"
          : "SELECT variant FROM answer WHERE document = ? AND variant = ?",
        arguments: variant.map { [key, $0] } ?? [key])
      guard let found else { return }
      // The place in the order of outcomes stays that of the first one.
      try database.execute(
        sql: """
          INSERT INTO outcome(document, variant, correct, score, time) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (document, variant)
          DO UPDATE SET correct = excluded.correct, score = excluded.score, time = excluded.time
          """,
        arguments: [key, found, outcome.correct, outcome.score, time])
    }
    guard let found else { throw unknown(document) }
    return found
  }

  private func unknown(_ document: String) -> DataError {
    DataError(file: path, message: "the experiment has no such answer to '\(document)'")
  }
}
