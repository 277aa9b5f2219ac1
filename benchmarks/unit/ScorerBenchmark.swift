import PrompterKit

/// Scoring of a record field by field.
struct ScorerBenchmark {
  let delivery: Delivery

  init(_ delivery: Delivery) {
    self.delivery = delivery
  }

  func rows() async throws -> [Row] {
    let scorer = try RecordScorer(delivery.schema)
    let record = delivery.record
    let wrong = try JSONParser.parse(delivery.answer.replacing("Trading", with: "Traders"))
    return [
      try await Row.timeAsync("scorer: 7 fields, all right") {
        use(try await scorer.score(record, expected: record))
      },
      try await Row.timeAsync("scorer: 7 fields, one wrong") {
        use(try await scorer.score(wrong, expected: record))
      },
    ]
  }
}
