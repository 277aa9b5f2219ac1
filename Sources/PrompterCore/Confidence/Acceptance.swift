/// Decides which records may be used as they are, and which a person should look at.
public struct Acceptance: Hashable, Sendable {
  /// The least confidence of a whole record that is accepted.
  ///
  /// Above 1 nothing is.
  public let threshold: Double

  /// Makes the rule.
  public init(threshold: Double) {
    self.threshold = threshold
  }

  /// Accepts no record: what holds when no threshold could be certified.
  public static let nothing = Acceptance(threshold: .infinity)

  /// Why a record is not accepted.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// There is no record.
    case failed
    /// There is a record, but its confidence is not known.
    case uncalibrated
    /// The record's confidence is below the threshold.
    case lowConfidence = "low_confidence"
    /// Of the values that are trusted too little, these do not stand in the document.
    case notInSource = "not_in_source"
    /// Of the values that are trusted too little, these were mended by the parser.
    case repaired
  }

  /// One reason, with the values that it is about.
  public struct Reason: Hashable, Sendable {
    /// The kind.
    public let code: Code
    /// The concrete paths of the values, the least trusted first; empty when it is about the whole.
    public let fields: [FieldPath]

    /// Makes a reason.
    public init(_ code: Code, fields: [FieldPath] = []) {
      self.code = code
      self.fields = fields
    }

    /// The reason as JSON.
    public var json: JSONValue {
      [
        "code": .string(code.rawValue),
        "fields": .array(fields.map { .string($0.description) }),
      ]
    }
  }

  /// What becomes of a record.
  public enum Decision: Hashable, Sendable {
    /// It may be used.
    case accepted
    /// A person should look at it; the first reason is the one that decided.
    case review([Reason])

    /// The reasons; none when it is accepted.
    public var reasons: [Reason] {
      if case .review(let reasons) = self { reasons } else { [] }
    }

    /// The reasons as JSON, for the `review` of a line.
    public var json: JSONValue { .array(reasons.map(\.json)) }
  }

  /// What becomes of an extraction.
  public func decision(for extraction: Extraction) -> Decision {
    guard let record = extraction.record else { return .review([Reason(.failed)]) }
    guard let confidence = extraction.confidence else { return .review([Reason(.uncalibrated)]) }
    guard !(confidence >= threshold) else { return .accepted }
    let weak = weakFields(extraction)
    var reasons = [Reason(.lowConfidence, fields: weak)]
    let ungrounded = weak.filter { path in
      let value = record[path]
      return (value?.string != nil || value?.double != nil)
        && extraction.values[path]?.evidence == nil
    }
    if !ungrounded.isEmpty { reasons.append(Reason(.notInSource, fields: ungrounded)) }
    let repaired = weak.filter { path in
      extraction.repairs.contains { $0.path != .root && $0.path.isWithin(path) }
    }
    if !repaired.isEmpty { reasons.append(Reason(.repaired, fields: repaired)) }
    return .review(reasons)
  }

  /// The values below the threshold, the least trusted first; at least the least one.
  private func weakFields(_ extraction: Extraction) -> [FieldPath] {
    let known = extraction.values.compactMap { path, value in
      value.confidence.map { (path: path, confidence: $0, name: path.description) }
    }.sorted { ($0.confidence, $0.name) < ($1.confidence, $1.name) }
    let weak = known.prefix { $0.confidence < threshold }
    return (weak.isEmpty ? known.prefix(1) : weak).map(\.path)
  }
}
