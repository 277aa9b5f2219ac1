public import Foundation
public import PrompterCore

/// How a prompter reaches its model and runs its calls.
public struct PrompterConfiguration: Sendable {
  /// How the model is reached.
  public var connection: ModelConnection
  /// Limits, retries, budget and cache.
  public var engine: EngineConfiguration
  /// How often a model is asked again whose answer cannot be used; nil for as often as attempts are
  /// left, and once when the model is too weak to take correction.
  public var reasks: Int?
  /// Whether every document is asked about a second time in another shape: whether both answers
  /// agree is part of the confidence then, at twice the calls.
  public var asksTwice = false
  /// Tokens that prompt and answer may have together; longer documents are read in parts.
  ///
  /// Nil for what the model is known to take.
  public var contextLength: Int?
  /// Where answers are kept; nil keeps none.
  public var cacheFile: URL?
  /// Where the answers of this run are kept, so that it can go on after any end; nil keeps none.
  public var journal: RunJournal?
  /// How large and how old the answers in that file may get.
  public var cacheOptions: CacheOptions
  /// What tokens cost, for models whose price `engine` does not say.
  public var prices: PriceTable
  /// Metrics that win over the schema's, and the model of `judge` metrics.
  public var metrics = MetricCatalog()
  /// What all engines that are made with this configuration may spend together; nil leaves each
  /// the limits of `engine` for itself.
  public var budget: Budget?

  /// Makes a configuration: the user's cache, no limits, no budget.
  public init(
    connection: ModelConnection = ModelConnection(),
    engine: EngineConfiguration = EngineConfiguration(), reasks: Int? = nil,
    cacheFile: URL? = LocalFolders().completions, cacheOptions: CacheOptions = CacheOptions(),
    prices: PriceTable = PriceTable()
  ) {
    self.connection = connection
    self.engine = engine
    self.reasks = reasks
    self.cacheFile = cacheFile
    self.cacheOptions = cacheOptions
    self.prices = prices
  }

  /// Makes the engine of a model.
  ///
  /// Engines of one model, address and key share its limits in the whole process, if they name the
  /// same ones.
  ///
  /// - Parameter budget: the budget of another engine that holds for both together; nil for the
  ///   configuration's own.
  /// Throws `ModelError` when its key is missing, `ReferenceError` when there is no such model, or
  /// when a limit on cost cannot be kept because no price is known.
  public func engine(for model: String, sharing budget: Budget? = nil) throws -> Engine {
    try checkBudget(for: model)
    var engine = engine
    engine.price = price(of: model)
    if engine.cache == nil, let cacheFile {
      engine.cache = SQLiteCache.shared(cacheFile, cacheOptions)
    }
    if let journal { engine.cache = JournaledCache(journal: journal, cache: engine.cache) }
    let reference = try ModelReference(model)
    let provider = try connection.model(reference)
    return Engine(
      provider, engine, sharing: budget ?? self.budget,
      traffic: SharedTraffic.traffic(to: provider, connection.account(reference), engine))
  }
}

extension PrompterConfiguration {
  /// The same for another model than the main one.
  ///
  /// An address in place of the provider's own is that of the main model's provider: no other
  /// provider's key must go there. Throws `ReferenceError` when a name leads nowhere.
  public func reaching(_ model: String, beside main: String) throws -> PrompterConfiguration {
    var configuration = self
    if try ModelReference(model).provider != ModelReference(main).provider {
      configuration.connection.baseURL = nil
    }
    return configuration
  }

  /// A model for `judge` metrics; its engine is made when it is first asked.
  ///
  /// Throws `ReferenceError` when there is no such model, or when a limit on cost cannot be kept.
  public func judge(_ model: String, beside main: String) throws -> any LanguageModel {
    let configuration = try reaching(model, beside: main)
    try configuration.checkBudget(for: model)
    return LazyModel(
      name: model, capabilities: try configuration.capabilities(of: model),
      engine: LazyEngine { try configuration.engine(for: model) })
  }
}

/// A model behind an engine that is made when it is first needed.
struct LazyModel: LanguageModel {
  let name: String
  let capabilities: ModelCapabilities
  let engine: LazyEngine

  func complete(_ call: Call) async throws -> Completion {
    try await engine.get().model.complete(call)
  }
}

/// Makes an engine when it is first needed, once.
///
/// A prompter can be made, loaded and saved without its model's key.
final class LazyEngine: Sendable {
  private let made: Locked<Engine?>
  private let make: @Sendable () throws -> Engine

  init(_ make: @escaping @Sendable () throws -> Engine) {
    made = Locked(nil)
    self.make = make
  }

  func get() throws -> Engine {
    if let engine = made.withLock({ $0 }) { return engine }
    let engine = try make()
    return made.withLock { existing in
      if let existing { return existing }
      existing = engine
      return engine
    }
  }
}
