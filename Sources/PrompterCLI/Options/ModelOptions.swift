import ArgumentParser
import Foundation
import PrompterKit

/// Options of every command that calls a model.
struct ModelOptions: ParsableArguments {
  @Option(help: "The model, as provider/model, such as openai/gpt-4.1-mini or local/smollm2-135m.")
  var model: String?

  @Option(
    name: .customLong("base-url"),
    help: "The address of an OpenAI-compatible server, …/v1. OPENAI_BASE_URL for openai/….")
  var baseURL: String?

  @Option(
    name: .customLong("limit"), parsing: .singleValue,
    help: ArgumentHelp(
      "A rate limit, such as calls=500/60s, tokens=2M/1m or MODEL:calls=5/1s. Repeatable.",
      valueName: "limit"))
  var limits: [String] = []

  @Option(
    help: "How calls go out within the limits: burst, as early as possible, or smooth, evenly.")
  var pace: String?

  @Option(help: "Calls under way at once.")
  var concurrency: Int?

  @Option(help: "Further attempts of one document, whatever the cause (default 6).")
  var retries: Int?

  @Option(help: "Seconds that one attempt may take (default 120).")
  var timeout: Double?

  @Option(help: "Seconds that one document may take.")
  var deadline: Double?

  @Option(help: "0 for the likeliest answer (default), higher for more variety.")
  var temperature: Double?

  @Option(name: .customLong("max-output-tokens"), help: "The most tokens of an answer.")
  var maximumOutputTokens: Int?

  @Option(
    name: .customLong("context-length"),
    help: ArgumentHelp(
      "Tokens that prompt and answer may have together; longer documents are read in parts "
        + "(default: what the model is known to take).", valueName: "tokens"))
  var contextLength: Int?

  @Option(name: .customLong("max-calls"), help: "The most requests to send, retries included.")
  var maximumCalls: Int?

  @Option(
    name: .customLong("max-cost"),
    help: "The most US dollars to spend; the model's price must be known.")
  var maximumCost: Double?

  @Option(name: .customLong("max-total-tokens"), help: "The most tokens to send and receive.")
  var maximumTokens: Int?

  @Option(help: "The file of the completion cache.")
  var cache: String?

  @Option(name: .customLong("cache-size"), help: "The most bytes of the cache (default 1G).")
  var cacheSize: String?

  @Option(
    name: .customLong("cache-ttl"), help: "How long an answer in the cache counts, such as 30d.")
  var cacheLifetime: String?

  @Flag(name: .customLong("no-cache"), help: "Neither read nor write the completion cache.")
  var noCache = false

  @Option(
    help: ArgumentHelp(
      "The price of the model's tokens in US dollars a million, such as 0.4/1.6, instead of that "
        + "of the built-in table or the configuration file.", valueName: "in/out"))
  var price: String?

  mutating func validate() throws {
    for limit in limits where RateLimit(limit) == nil {
      throw ValidationError(
        "'\(limit)' is no limit; write RESOURCE=AMOUNT/WINDOW, such as calls=500/60s, with "
          + "\(LimitedResource.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    func require(_ isGood: Bool, _ message: String) throws {
      guard isGood else { throw ValidationError(message) }
    }
    try require(
      pace.map { RateLimiter.Pace(rawValue: $0) != nil } ?? true, "--pace is burst or smooth")
    try require(concurrency ?? 1 > 0, "--concurrency must be above 0")
    try require(retries ?? 0 >= 0, "--retries must be 0 or above")
    let times = 0.001...31_536_000
    try require(times.contains(timeout ?? 1), "--timeout must be above 0 and at most a year")
    try require(times.contains(deadline ?? 1), "--deadline must be above 0 and at most a year")
    try require((0...2).contains(temperature ?? 0), "--temperature must be from 0 to 2")
    try require(maximumOutputTokens ?? 1 > 0, "--max-output-tokens must be above 0")
    try require(contextLength ?? 512 >= 512, "--context-length must be at least 512")
    try require(maximumCalls ?? 0 >= 0, "--max-calls must be 0 or above")
    try require(maximumCost ?? 0 >= 0, "--max-cost must be 0 or above")
    try require(maximumTokens ?? 0 >= 0, "--max-total-tokens must be 0 or above")
    let address = baseURL.map { URL(string: $0) }
    try require(
      address == nil
        || ["http", "https"].contains(address??.scheme ?? "")
          && address??.host?.isEmpty == false,
      "--base-url must be an address such as http://127.0.0.1:8000/v1")
    try require(price == nil || parsedPrice != nil, "--price must be IN/OUT, such as 0.4/1.6")
  }

  private var parsedPrice: Price? {
    let parts = price?.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    guard let parts, parts.count == 2, let input = parts[0], let output = parts[1] else {
      return nil
    }
    return Price(checkedInput: input, output: output)
  }

  /// The configuration that the options describe.
  ///
  /// - Parameters:
  ///   - drain: on when calls in flight are to be finished although the command is interrupted.
  ///   - journal: keeps the run's answers.
  func configuration(
    _ settings: Settings, seed: UInt64 = 0, drain: Drain? = nil, journal: RunJournal? = nil,
    budget: Budget? = nil
  ) throws -> PrompterConfiguration {
    let engine = EngineConfiguration(
      limits: limits.compactMap(RateLimit.init),
      pace: pace.flatMap(RateLimiter.Pace.init) ?? .burst,
      concurrency: allowedConcurrency,
      retry: RetryPolicy(retries: retries ?? 6),
      budget: budgetLimits,
      deadline: deadline.map { .seconds($0) }, seed: seed,
      telemetry: settings.telemetry)
    let connection = ModelConnection(
      transport: CurlTransport(drain: drain), baseURL: baseURL, timeout: .seconds(timeout ?? 120))
    var configuration = PrompterConfiguration(
      connection: connection, engine: engine, cacheFile: noCache ? nil : settings.cacheFile(cache),
      cacheOptions: try cacheOptions(settings), prices: settings.prices)
    configuration.contextLength = contextLength
    configuration.journal = journal
    configuration.budget = budget ?? Budget(budgetLimits)
    return configuration
  }

  /// The most that the command may spend.
  var budgetLimits: BudgetLimits {
    BudgetLimits(calls: maximumCalls, tokens: maximumTokens, cost: maximumCost)
  }

  /// The concurrency that is asked for, as far as the process may have so many connections.
  private var allowedConcurrency: Int? {
    let most = FileLimit.connections
    return concurrency.map { min($0, most) } ?? (most < Self.usualConcurrency ? most : nil)
  }

  /// What models without a better idea are asked at once.
  private static let usualConcurrency = 16

  /// What the user should know before the run: the system does not allow what is asked for.
  var notes: [String] {
    let most = FileLimit.connections
    guard let asked = concurrency, asked > most else { return [] }
    return [
      "the limit on open files allows \(most) calls at once, not \(asked); raise it with 'ulimit -n'"
    ]
  }

  /// A configuration that knows what `--price` says of the command's model.
  ///
  /// Throws `ReferenceError` when there is a `--max-cost` and no price.
  func priced(
    _ configuration: PrompterConfiguration, for model: String
  ) throws -> PrompterConfiguration {
    var configuration = configuration
    if let price = parsedPrice { configuration.prices.set(price, for: model) }
    try configuration.checkBudget(for: model)
    return configuration
  }

  private func cacheOptions(_ settings: Settings) throws -> CacheOptions {
    var options = CacheOptions { Terminal.say("warning: \($0)") }
    if let text = cacheSize ?? settings.text("cache-size") {
      guard let bytes = Amount.bytes(text) else {
        throw ValidationError("--cache-size must be a size from 1M, such as 500M or 2G")
      }
      options.maximumBytes = bytes
    }
    if let text = cacheLifetime ?? settings.text("cache-ttl") {
      guard let time = Amount.time(text) else {
        throw ValidationError("--cache-ttl must be a time, such as 12h or 30d")
      }
      options.timeToLive = time
    }
    return options
  }

  /// Changes an artifact's decoding to what the options ask for.
  func decoding(_ base: Decoding) -> Decoding {
    var decoding = base
    if let temperature { decoding.temperature = temperature }
    if let maximumOutputTokens { decoding.maximumOutputTokens = maximumOutputTokens }
    return decoding
  }
}
