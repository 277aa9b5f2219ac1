/// What became of one example in an evaluation.
public struct EvaluationRow: Sendable {
  /// The example's id.
  public var id: String
  /// Which asking of the example it is, from 0.
  public var repetition: Int
  /// The expected record.
  public var expected: JSONValue
  /// The extracted record; nil when there is none.
  public var predicted: JSONValue?
  /// From 0 to 1; 0 for an unusable answer; nil when there was no answer.
  public var score: Double?
  /// The scores of the fields; empty when there was no answer.
  public var fields: [FieldPath: FieldScore]
  /// The calibrated probability of each value, by its concrete path.
  public var confidence: [FieldPath: Double]
  /// The calibrated probability that every field is right.
  public var recordConfidence: Double?
  /// Why there is no record.
  public var failure: Extraction.Failure?
  /// How many repairs the parser made.
  public var repairs: [String]
  /// Requests sent.
  public var attempts: Int
  /// Tokens of all attempts.
  public var usage: Usage
  /// How long the answer took, in milliseconds; nil when there was none.
  public var latency: Double?
  /// The document's text, for reports; nil when it is not to be shown.
  public var text: String?
  /// Where the document says each value.
  public var evidence: [FieldPath: Span]
  /// Who of a line of prompters answered; nil when there was one only.
  public var origin: Extraction.Origin?

  /// Whether the row counts in n: the model answered, well or badly.
  public var isAnswered: Bool { score != nil }

  /// Whether every scored field is right; nil when there was no answer.
  public func isExact(_ scored: [FieldPath]) -> Bool? {
    score == nil ? nil : scored.allSatisfy { fields[$0]?.outcome == .right }
  }

  /// Makes a row.
  public init(
    id: String, expected: JSONValue, predicted: JSONValue? = nil, score: Double? = nil,
    fields: [FieldPath: FieldScore] = [:], confidence: [FieldPath: Double] = [:],
    recordConfidence: Double? = nil, failure: Extraction.Failure? = nil, repairs: [String] = [],
    attempts: Int = 0, usage: Usage = Usage(), latency: Double? = nil, text: String? = nil,
    evidence: [FieldPath: Span] = [:], origin: Extraction.Origin? = nil, repetition: Int = 0
  ) {
    self.id = id
    self.repetition = repetition
    self.expected = expected
    self.predicted = predicted
    self.score = score
    self.fields = fields
    self.confidence = confidence
    self.recordConfidence = recordConfidence
    self.failure = failure
    self.repairs = repairs
    self.attempts = attempts
    self.usage = usage
    self.latency = latency
    self.text = text
    self.evidence = evidence
    self.origin = origin
  }
}
