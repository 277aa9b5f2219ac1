/// One piece of an answer, as the model spelt it.
public struct Token: Hashable, Sendable {
  /// Where it stands in the answer, in UTF-8 bytes.
  public let range: Range<Int>
  /// The natural logarithm of its probability, 0 or below.
  public let logProbability: Double
  /// The likeliest tokens at this place before any constraint on the answer, likeliest first.
  public let alternatives: [Alternative]

  /// Another token that the model might have chosen.
  public struct Alternative: Hashable, Sendable {
    /// Its text.
    public let text: String
    /// The natural logarithm of its probability.
    public let logProbability: Double

    /// Makes an alternative.
    public init(text: String, logProbability: Double) {
      self.text = text
      self.logProbability = logProbability
    }
  }

  /// Makes a token.
  public init(range: Range<Int>, logProbability: Double, alternatives: [Alternative] = []) {
    self.range = range
    self.logProbability = logProbability
    self.alternatives = alternatives
  }
}

/// Tokens that calls have used.
public struct Usage: Hashable, Sendable {
  /// Tokens sent and tokens received.
  public var input, output: Int

  /// Makes a count.
  public init(input: Int = 0, output: Int = 0) {
    self.input = input
    self.output = output
  }

  /// The sum of two counts.
  public static func + (a: Usage, b: Usage) -> Usage {
    Usage(input: a.input + b.input, output: a.output + b.output)
  }
}

/// A model's answer to one call.
public struct Completion: Sendable {
  /// Why the answer ended.
  public enum Finish: String, Hashable, Sendable {
    /// The model was done.
    case stop
    /// The limit on output tokens was reached.
    case length
    /// The provider withheld the answer.
    case filtered
  }

  /// The answer.
  public var text: String
  /// Why it ended.
  public var finish: Finish
  /// The answer's tokens with their probabilities; empty when the endpoint gives none.
  public var tokens: [Token] {
    get { tokenSource() }
    set { tokenSource = { newValue } }
  }
  /// What this answer cost, failed attempts before it included.
  public var usage: Usage
  /// What an answer from the cache took when it was paid for; nothing for others.
  public var savedUsage = Usage()
  /// Requests sent for it, failed attempts included; 0 when it came from the cache.
  public var attempts: Int
  /// Requests that an answer from the cache took when it was paid for; 0 for others.
  public var savedAttempts = 0
  /// Whether it came from the cache.
  public var isCached: Bool
  /// From sending the last request to the whole answer; of a cached answer, what it once took.
  public var latency: Duration
  private var tokenSource: @Sendable () -> [Token]

  /// Makes an answer whose tokens are read when somebody asks for them, and then each time: in most
  /// runs nobody does, and they are a hundred times as long as the answer.
  public init(
    text: String, finish: Finish, usage: Usage, readingTokens: @escaping @Sendable () -> [Token]
  ) {
    self.init(text: text, finish: finish, usage: usage)
    tokenSource = readingTokens
  }

  /// Makes an answer.
  public init(
    text: String, finish: Finish = .stop, tokens: [Token] = [], usage: Usage = Usage(),
    attempts: Int = 1, isCached: Bool = false, latency: Duration = .zero
  ) {
    self.text = text
    self.finish = finish
    tokenSource = { tokens }
    self.usage = usage
    self.attempts = attempts
    self.isCached = isCached
    self.latency = latency
  }
}

extension Completion: Hashable {
  /// Whether both say the same at the same cost.
  public static func == (a: Completion, b: Completion) -> Bool {
    a.text == b.text && a.finish == b.finish && a.usage == b.usage && a.attempts == b.attempts
      && a.isCached == b.isCached && a.latency == b.latency && a.tokens == b.tokens
  }

  /// Hashes what it says.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(finish)
    hasher.combine(usage)
  }
}
