/// What became of one document: a record or a failure, with where it came from.
public struct Extraction: Sendable {
  /// Why there is no record.
  public struct Failure: Hashable, Sendable {
    /// Whether the model answered, but unusably; otherwise there was no answer at all.
    public let isInvalidAnswer: Bool
    /// A short name of the kind, such as `invalid_answer` or `rate_limited`.
    public let type: String
    /// What happened, in words; never the document or the answer.
    public let message: String
    /// Whether trying the document again may help.
    public let isRetryable: Bool

    private static let cancelled = "cancelled"

    /// Whether the run was interrupted before there was an answer: nothing is known of the document.
    public var isCancellation: Bool { type == Self.cancelled }

    /// Whether the prompt was longer than the model's window.
    public var isTooLong: Bool { type == ModelError.Kind.tooLong.rawValue }

    /// The model's answer stayed unusable.
    public static func invalid(_ message: String) -> Failure {
      Failure(
        isInvalidAnswer: true, type: "invalid_answer", message: message, isRetryable: false)
    }

    /// The document could not be read, so that nobody was asked.
    ///
    /// - Parameter type: a short name of the kind, such as `encrypted`.
    public static func unreadable(type: String, _ message: String) -> Failure {
      Failure(isInvalidAnswer: false, type: type, message: message, isRetryable: false)
    }

    /// There was no answer.
    public static func noAnswer(_ error: any Error) -> Failure {
      if let error = error as? ModelError {
        return Failure(
          isInvalidAnswer: false, type: error.kind.rawValue, message: error.message,
          isRetryable: error.isRetryable
            || [.unavailable, .budget, .deadline, .credentials, .quota].contains(error.kind))
      }
      if error is CancellationError {
        return Failure(
          isInvalidAnswer: false, type: cancelled, message: "the run was interrupted",
          isRetryable: true)
      }
      return Failure(
        isInvalidAnswer: false, type: "error", message: "\(error)", isRetryable: false)
    }
  }

  /// What is known of one value of the record.
  public struct Value: Hashable, Sendable {
    /// The probability that it is right; nil when uncalibrated.
    public var confidence: Double?
    /// Where the document says it; nil when not found or not looked for.
    public var evidence: Span?
    /// Whether it says so in nearly the same words only.
    public var isNear: Bool

    /// Makes the knowledge of a value.
    public init(confidence: Double? = nil, evidence: Span? = nil, isNear: Bool = false) {
      self.confidence = confidence
      self.evidence = evidence
      self.isNear = isNear
    }
  }

  /// A prompter that was asked too, and why its answer does not count.
  public struct Detour: Hashable, Sendable {
    /// The prompter, as outputs call it.
    public let prompter: String
    /// Its model, as `provider/model`.
    public let model: String
    /// Why, in words; never the document or the answer.
    public let reason: String
    /// A short name of the kind: that of a failure, `low_confidence` or `uncalibrated`.
    public let type: String?

    /// Makes a detour.
    public init(prompter: String, model: String, reason: String, type: String?) {
      self.prompter = prompter
      self.model = model
      self.reason = reason
      self.type = type
    }
  }

  /// Who of a line of prompters answered.
  public struct Origin: Hashable, Sendable {
    /// The prompter, as outputs call it.
    public let prompter: String
    /// Its model, as `provider/model`.
    public let model: String
    /// Who else was asked, in order.
    public let detours: [Detour]
    /// What all of them cost together, in US dollars; nil when a price is unknown.
    public let cost: Double?

    /// Makes an origin.
    public init(prompter: String, model: String, detours: [Detour], cost: Double?) {
      self.prompter = prompter
      self.model = model
      self.detours = detours
      self.cost = cost
    }
  }

  /// The document's id.
  public var documentID: String
  /// The record, or why there is none.
  public var result: Result<JSONValue, Failure>
  /// The probability that every field is right; nil when uncalibrated.
  public var confidence: Double?
  /// The values of the record by their concrete paths.
  public var values: [FieldPath: Value]
  /// What the parser mended.
  public var repairs: [Repair]
  /// What else the parser noticed.
  public var flags: Set<ParseFlag>
  /// Where in the answer each value was spelt, in UTF-8 bytes.
  public var places: [FieldPath: Range<Int>]
  /// The model's last answer, with what it cost; nil when there was none.
  public var completion: Completion?
  /// Tokens of all attempts.
  public var usage: Usage
  /// The thought before the record; nil for answers without one.
  public var reasoning: String?
  /// Tokens of answers that came from the cache.
  public var savedUsage: Usage
  /// Requests that those answers took when they were paid for.
  public var savedAttempts: Int
  /// Requests sent for the document; 0 when the cache had the answer.
  public var attempts: Int
  /// Who answered; nil when there was one prompter only.
  public var origin: Origin?
  /// What the same question in another shape gave; nil when it was not asked, or in vain.
  public var second: JSONValue?
  /// Into how many parts the document was cut, and how many of them gave no usable answer; nil when
  /// it was read as a whole.
  public var parts: (count: Int, failed: Int)?

  /// Makes an extraction.
  public init(
    documentID: String, result: Result<JSONValue, Failure>,
    values: [FieldPath: Value] = [:], parsed: ParsedRecord? = nil,
    completion: Completion? = nil, usage: Usage = Usage(), attempts: Int = 0
  ) {
    self.documentID = documentID
    self.result = result
    self.confidence = nil
    self.values = values
    self.repairs = parsed?.repairs ?? []
    self.flags = parsed?.flags ?? []
    self.places = parsed?.places ?? [:]
    self.completion = completion
    self.usage = usage
    self.attempts = attempts
    savedUsage = completion?.savedUsage ?? Usage()
    savedAttempts = completion?.savedAttempts ?? 0
  }

  /// The record; nil when there is none.
  public var record: JSONValue? { try? result.get() }

  /// Why there is no record; nil when there is one.
  public var failure: Failure? {
    if case .failure(let failure) = result { failure } else { nil }
  }
}

extension Extraction.Failure: Error {}
