import Foundation
public import PrompterCore

/// How a prompter is trained.
public struct OptimizationOptions: Sendable {
  /// How far the search goes.
  public var effort: Effort
  /// The most calls, everything included; nil for what the effort says.
  public var maximumCalls: Int?
  /// The most seconds, everything included; nil for no limit.
  ///
  /// Nothing is asked any more when they are over; answers under way are still waited for.
  public var maximumSeconds: Double?
  /// Prompts of the same schema that enter the first race, for optimizers that race.
  public var arms: [PromptTemplate] = []
  /// What searches; nil for the default.
  public var optimizer: (any Optimizer)?
  /// The model that writes new texts, as `provider/model`; nil for the task model.
  public var proposer: String?
  /// The model whose right answers become demonstrations and thoughts, as `provider/model`; nil for the
  /// task model.
  public var teacher: String?
  /// Metrics that win over the schema's.
  public var metrics: MetricCatalog
  /// The seed of all chance.
  public var seed: UInt64
  /// What the search may change.
  public var space: SearchSpace
  /// The command that is recorded in the artifact.
  public var command: String?
  /// SHA-256 of the artifact that the training starts from; nil for that of the prompter, if it was
  /// trained.
  public var parentHash: String?
  /// Whether answers stay as long as the decoding says, also when the expected ones are longer than those
  /// that the prompter was trained on.
  public var keepsDecoding = false
  /// Sees each decision of the search.
  public var journal: Journal
  /// Sees the best prompter so far each time when it changes: unconfirmed, without a calibration.
  public var best: @Sendable (Artifact) -> Void = { _ in }

  /// Makes options.
  public init(
    effort: Effort = .light, maximumCalls: Int? = nil, maximumSeconds: Double? = nil,
    optimizer: (any Optimizer)? = nil,
    proposer: String? = nil, metrics: MetricCatalog = MetricCatalog(), seed: UInt64 = 0,
    space: SearchSpace = .all, command: String? = nil, journal: Journal = Journal()
  ) {
    self.effort = effort
    self.maximumCalls = maximumCalls
    self.maximumSeconds = maximumSeconds
    self.optimizer = optimizer
    self.proposer = proposer
    self.metrics = metrics
    self.seed = seed
    self.space = space
    self.command = command
    self.journal = journal
  }

  /// What searches: the default tries as much as its calls pay for.
  var search: any Optimizer {
    optimizer ?? AutoSearch(maximumCalls.map(Effort.init(calls:)) ?? effort)
  }

  /// Whether the search tries a thought before the answer, with models that write well enough.
  var mayThink: Bool {
    switch search {
    case let race as FieldRace: teacher != nil || race.configuration.triesThoughts
    case let pareto as ParetoSearch: teacher != nil || pareto.configuration.triesThoughts
    case let auto as AutoSearch: teacher != nil || auto.effort.configuration.triesThoughts
    default: false
    }
  }

  /// How examples and calls are shared out.
  ///
  /// - Parameter searched: examples that had a part in what the search starts from.
  func plan(_ data: Dataset, searched: ExampleMarks, asksTwice: Bool) -> OptimizationPlan {
    OptimizationPlan(
      examples: data.examples.count, limit: maximumCalls, optimizer: optimizer, effort: effort,
      asksTwice: asksTwice,
      fresh: data.examples.count { !searched.contains($0.document.text) })
  }

  /// A small search, about 250 calls.
  public static let light = OptimizationOptions(effort: .light)
  /// About 500 calls.
  public static let medium = OptimizationOptions(effort: .medium)
  /// About 1,000 calls.
  public static let heavy = OptimizationOptions(effort: .heavy)
}

extension Prompter {
  /// Trains on labelled examples with at most so many calls.
  ///
  /// - Parameters:
  ///   - metric: metrics that win over the schema's.
  ///   - budget: the most calls, everything included; 0 gives the seed without a call.
  /// Throws as `optimize(on:_:)` does.
  public func optimize(
    on data: Dataset, metric: MetricCatalog = MetricCatalog(), budget: Int
  ) async throws -> Prompter {
    try await optimize(on: data, OptimizationOptions(maximumCalls: budget, metrics: metric))
  }

  /// Trains on labelled examples and returns a new prompter; this one stays as it is.
  ///
  /// The result's `optimization` says what was gained on examples that the search never saw. When
  /// nothing was gained the seed is returned.
  ///
  /// - Parameters:
  ///   - data: labelled examples; some are set aside to confirm the result.
  ///   - options: how far to search.
  ///   - monitor: watches how far it is: what is done are questions asked, of as many as the budget
  ///     allows.
  /// Throws `DataError` when an example is not labelled with a record of the schema,
  /// `SchemaError` when its records cannot be scored, `Extraction.Failure` when the model gives no
  /// answer at all.
  public func optimize(
    on data: Dataset, _ options: OptimizationOptions = .light, monitor: RunMonitor? = nil
  ) async throws -> Prompter {
    defer { monitor?.end() }
    try check(data, for: options)
    var artifact = artifact
    artifact.decoding = decoding(for: data, options)
    artifact.seed = options.seed
    artifact.command = options.command
    artifact.metric = .object(
      JSONObject(
        configuration.metrics.merging(options.metrics).overrides
          .map { ($0.key.description, .string($0.value.name)) }.sorted { $0.0 < $1.0 }))
    let searched = artifact.data?.searched ?? ExampleMarks()
    artifact.data =
      options.isSeed(on: data) ? nil : .init(sha256: data.sha256, n: data.examples.count)
    artifact.data?.searched = searched
    let isTrained = self.artifact.data != nil
    artifact.parentHash = options.parentHash ?? (isTrained ? self.artifact.sha256 : nil)
    let plan = options.plan(data, searched: searched, asksTwice: configuration.asksTwice)
    let budget = plan.budget
    let seed = Candidate(artifact.template, origin: "seed", space: options.space)
    let result: OptimizationResult
    if budget == 0 {
      result = OptimizationResult(
        candidate: seed, shipped: .seed, stoppedBecause: "the budget is 0 calls")
    } else {
      var setup = try setup(options, decoding: artifact.decoding, budget, monitor)
      setup.best = { [artifact] in options.best(artifact.unconfirmed($0, searched: $1)) }
      let run = OptimizationRun(
        optimizer: options.search, setup: setup, plan: plan, searched: searched,
        journal: options.journal)
      result = try await setup.engine.budget.during(atMost: budget) {
        try await run(seed, on: data.examples)
      }
      await setup.engine.finish()
    }
    artifact.template = result.candidate.template
    artifact.calibration = result.calibration
    artifact.scores = ArtifactScores(result)
    if result.shipped == .optimized {
      artifact.data?.searched = searched.union(result.searched)
    }
    return try with(artifact, result)
  }

  /// The decoding of the training: answers may be twice as long as the longest expected one, so
  /// that a model that does not stop costs little.
  func decoding(for data: Dataset, _ options: OptimizationOptions) -> Decoding {
    var decoding = artifact.decoding
    guard !data.examples.isEmpty, !options.keepsDecoding else { return decoding }
    let longest = data.examples.compactMap { $0.expected?.text(.spaced).utf8.count }.max() ?? 0
    let room = max(128, (2 * longest / 3 + 63) / 64 * 64)
    if decoding == Decoding() {
      decoding.maximumOutputTokens = room
    } else if artifact.data != nil {
      decoding.maximumOutputTokens = max(decoding.maximumOutputTokens, room)
    }
    return decoding
  }

  private func setup(
    _ options: OptimizationOptions, decoding: Decoding, _ budget: Int, _ monitor: RunMonitor?
  ) throws -> Lab.Setup {
    let engine = try makeEngine()
    let proposer = try helper(options.proposer, of: engine)
    let teacher = try options.teacher == artifact.model ? nil : helper(options.teacher, of: engine)
    let helpers = [proposer, teacher].compactMap(\.self)
    monitor?.begin(total: budget, PrompterEngines(all: [engine] + helpers))
    var setup = Lab.Setup(
      scorer: try scorer(options.metrics), engine: engine,
      decoding: decoding, reasks: configuration.reasks,
      proposer: proposer ?? (engine.model.capabilities.canPropose ? engine : nil),
      seed: options.seed)
    setup.teacher = teacher
    setup.contextLength = configuration.contextLength
    setup.judge = try (configuration.metrics.merging(options.metrics).judge as? LazyModel)?.engine
      .get()
    setup.arms = options.arms
    setup.asksTwice = configuration.asksTwice
    let limits = configuration.budget?.limits ?? configuration.engine.budget
    setup.limits = SearchLimits(
      tokens: limits.tokens, cost: limits.cost, seconds: options.maximumSeconds)
    if let monitor { setup.asked = { monitor.step($1 ? .failed : .done, count: $0) } }
    return setup
  }

  /// The engine of a model that helps the search, which shares the task model's budget.
  func helper(_ model: String?, of engine: Engine) throws -> Engine? {
    try model.map {
      try configuration.reaching($0, beside: artifact.model).engine(for: $0, sharing: engine.budget)
    }
  }
}

extension Artifact {
  /// The artifact with a candidate's prompt, of which nothing is known yet.
  ///
  /// - Parameter searched: examples that had a part in it.
  func unconfirmed(_ candidate: Candidate, searched: ExampleMarks) -> Artifact {
    var artifact = self
    artifact.template = candidate.template
    artifact.calibration = nil
    artifact.scores = nil
    artifact.data?.searched = searched.union(data?.searched ?? ExampleMarks())
    return artifact
  }
}

extension ArtifactScores {
  /// The held-out scores of a result; nil when there are none.
  init?(_ result: OptimizationResult) {
    let heldOut = result.heldOut
    let shipped = result.shipped == .seed ? heldOut?.seed : heldOut?.optimized
    guard let heldOut, let shipped, let gain = result.gain, let seedMean = heldOut.seed.mean,
      let mean = shipped.mean, let seedInterval = Bootstrap.meanInterval(heldOut.seed),
      let interval = Bootstrap.meanInterval(shipped)
    else { return nil }
    self.init(
      seed: seedMean, optimized: mean, seedInterval: seedInterval, optimizedInterval: interval,
      gain: gain.mean, gainInterval: gain.interval, p: gain.p, n: shipped.count,
      heldOut: heldOut.source == .confirm ? .confirm : .crossFitted)
  }
}
