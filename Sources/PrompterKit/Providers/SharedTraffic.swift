import PrompterCore

/// Whose limits calls count against: a model, at an address, with a key.
struct ModelAccount: Hashable, Sendable {
  let model: ModelReference
  /// The address that replaces the provider's own; nil for that.
  let address: String?
  /// A hash of the key, which is kept nowhere.
  let key: Int?
}

/// The traffic to every model that the process calls, so that two prompters, a judge or a proposer
/// with the same model keep its limits together.
enum SharedTraffic {
  private struct Key: Hashable {
    let account: ModelAccount
    let limits: [RateLimit]
    let pace: RateLimiter.Pace
    let concurrency: Int?
    let breaker: BreakerPolicy
  }

  private struct Entry {
    weak var traffic: ModelTraffic?
  }

  private static let entries = Locked<[Key: Entry]>([:])

  /// The traffic to a model, as long as an engine uses it.
  static func traffic(
    to model: any LanguageModel, _ account: ModelAccount, _ configuration: EngineConfiguration
  ) -> ModelTraffic {
    let key = Key(
      account: account, limits: configuration.limits, pace: configuration.pace,
      concurrency: configuration.concurrency, breaker: configuration.breaker)
    return entries.withLock { entries in
      if let traffic = entries[key]?.traffic { return traffic }
      entries = entries.filter { $1.traffic != nil }
      let traffic = ModelTraffic(to: model, configuration, clock: SystemClock())
      entries[key] = Entry(traffic: traffic)
      return traffic
    }
  }
}
