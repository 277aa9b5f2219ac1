/// How a model is asked to choose its words.
public struct Decoding: Hashable, Sendable {
  /// 0 for the likeliest answer; higher is more varied.
  public var temperature: Double
  /// The most tokens that an answer may have.
  public var maximumOutputTokens: Int
  /// A seed for providers that take one.
  public var seed: Int?

  /// Makes parameters.
  public init(temperature: Double = 0, maximumOutputTokens: Int = 1024, seed: Int? = nil) {
    self.temperature = temperature
    self.maximumOutputTokens = maximumOutputTokens
    self.seed = seed
  }
}

/// Hears from a provider while it works on a call.
public struct CallObserver: Sendable {
  /// The request is on its way now.
  public var sent: @Sendable () -> Void
  /// Its headers say that nothing is left of a quota until then.
  public var exhausted: @Sendable (_ duration: Duration) -> Void

  /// Makes an observer.
  public init(
    sent: @escaping @Sendable () -> Void, exhausted: @escaping @Sendable (Duration) -> Void
  ) {
    self.sent = sent
    self.exhausted = exhausted
  }
}

/// One question to a model.
public struct Call: Sendable {
  /// What is asked.
  public var prompt: Prompt
  /// How the answer is chosen.
  public var decoding: Decoding
  /// The document it is about; it tells log lines and observers apart and is not sent.
  public var documentID: String
  /// Tells answers apart that repeat one question on purpose.
  public var repetition: Int
  /// Requests that may still be sent for the document, this one included.
  public var attemptsLeft: Int
  /// Which request for the document it is, from 1; log lines say it, and it is not sent.
  public var attempt = 1
  /// When the whole document must be done, on the engine's clock; nil for no deadline.
  public var deadline: Duration?
  /// Tells the prompters apart that share an engine; it is not sent.
  public var prompterHash: String
  /// How many steps weaker than the provider's best the constraint on the answer is, because
  /// better ones were refused.
  public var weakening = 0
  /// Who hears of its way; nil for nobody.
  public var observer: CallObserver?
  /// Who hears the answer while it is written; nil for nobody.
  public var listener: AnswerListener?
  /// Whether someone else is asked when this model gives no answer; only then is a model that is
  /// down left alone.
  public var hasFallback: Bool

  /// Makes a call.
  public init(
    prompt: Prompt, decoding: Decoding = Decoding(), documentID: String = "",
    repetition: Int = 0, attemptsLeft: Int = 7, deadline: Duration? = nil,
    prompterHash: String = "", hasFallback: Bool = false
  ) {
    self.prompt = prompt
    self.decoding = decoding
    self.documentID = documentID
    self.repetition = repetition
    self.attemptsLeft = attemptsLeft
    self.deadline = deadline
    self.prompterHash = prompterHash
    self.hasFallback = hasFallback
  }
}

/// What a model can do.
public struct ModelCapabilities: Hashable, Sendable {
  /// Whether answers come with the probabilities of their tokens.
  public var givesLogProbabilities: Bool
  /// Whether it looks at pictures.
  public var sees: Bool
  /// Whether calls are free.
  public var isFree: Bool
  /// Tokens that prompt and answer may have together; nil when unknown.
  public var contextLength: Int?
  /// Calls that it serves well at a time; nil when only its limits bound them.
  public var parallelCalls: Int?
  /// Whether it is able to write new instructions; very small models are not.
  public var canPropose: Bool
  /// Whether it tells a call's observer when the request is sent.
  public var announcesSending: Bool

  /// Makes capabilities.
  public init(
    givesLogProbabilities: Bool = false, sees: Bool = false, isFree: Bool = false,
    contextLength: Int? = nil, parallelCalls: Int? = nil, canPropose: Bool = true,
    announcesSending: Bool = false
  ) {
    self.givesLogProbabilities = givesLogProbabilities
    self.sees = sees
    self.isFree = isFree
    self.contextLength = contextLength
    self.parallelCalls = parallelCalls
    self.canPropose = canPropose
    self.announcesSending = announcesSending
  }
}

/// A language model, or something that wraps one: a cache, a retry, a limit.
public protocol LanguageModel: Sendable {
  /// How users name it: `provider/model`.
  var name: String { get }
  /// What it can do.
  var capabilities: ModelCapabilities { get }
  /// Answers a call.
  ///
  /// Throws `ModelError`, which carries what was used in vain, or `CancellationError`.
  func complete(_ call: Call) async throws -> Completion
  /// A hash of everything that is sent for a call, the model and its address included: what a
  /// cache is keyed by.
  func fingerprint(of call: Call) -> String
}

extension LanguageModel {
  /// A hash of the name, the prompt and the decoding parameters.
  public func fingerprint(of call: Call) -> String {
    ContentHash.sha256(
      name,
      call.prompt.messages.map {
        ([$0.role.rawValue, $0.text] + $0.images.map(\.base64)).joined(separator: "\u{0}")
      }.joined(separator: "\u{1}"),
      call.prompt.responseSchema?.text ?? "",
      "\(call.decoding.temperature) \(call.decoding.maximumOutputTokens)",
      call.decoding.seed.map(String.init) ?? "", String(call.repetition))
  }
}
