public import PrompterCore

extension PrompterConfiguration {
  /// What a model's tokens cost; nil when no price is known.
  public func price(of model: String) -> Price? { engine.price ?? prices.price(of: model) }

  /// Checks that a limit on cost can be kept for a model.
  ///
  /// Throws `ReferenceError` when there is such a limit and no price is known.
  public func checkBudget(for model: String) throws {
    guard engine.budget.cost != nil, try !capabilities(of: model).isFree, price(of: model) == nil
    else { return }
    throw ReferenceError(
      "--max-cost needs to know what tokens of \(model) cost: give --price IN/OUT in dollars a "
        + "million tokens, or 'prices' in the configuration file")
  }

  /// What a model can do; needs no key, and nothing runs.
  ///
  /// Throws `ReferenceError` when there is no such model.
  public func capabilities(of model: String) throws -> ModelCapabilities {
    var connection = connection
    // A model behind an address of the user's own needs no key, and nothing is sent here.
    connection.baseURL = connection.baseURL ?? "http://localhost"
    return try connection.model(ModelReference(model)).capabilities
  }

  /// How the calls of a model will be sent; needs no key, and nothing runs.
  ///
  /// Throws `ReferenceError` when there is no such model.
  public func terms(for model: String, _ decoding: Decoding) throws -> RunTerms {
    let capabilities = try capabilities(of: model)
    return RunTerms(
      model: model, price: capabilities.isFree ? .free : price(of: model), limits: engine.limits,
      pace: engine.pace,
      concurrency: engine.concurrency ?? capabilities.parallelCalls ?? 16,
      retries: engine.retry.retries, budget: engine.budget,
      maximumOutputTokens: decoding.maximumOutputTokens)
  }
}

extension Prompter {
  /// Foresees what the extraction of documents will take, one by one; `add` them to the forecast.
  ///
  /// It needs no key, makes no call and writes nothing, and neither do the other plans.
  ///
  /// - Parameter records: expected records, if answers will be scored; without them the demonstrations
  ///   say how long answers will be.
  public func forecast(records: [JSONValue] = []) throws -> RunForecast {
    let decoding = artifact.template.decoding(artifact.decoding)
    let cap = decoding.maximumOutputTokens
    // Thoughts are as long as they like: half of what they may take is a guess.
    let thought = (cap - artifact.decoding.maximumOutputTokens) / 2
    let shown = artifact.template.demonstrations.map(\.expected)
    var terms = try configuration.terms(for: artifact.model, decoding)
    terms.others = line.members.map(\.model)
    if !records.isEmpty, let judge = judge() { terms.others.append(judge) }
    return RunForecast(
      terms,
      answer: records.isEmpty
        ? AnswerEstimate(shown, .demonstrations, cap: cap, thought: thought)
        : AnswerEstimate(records, .labels, cap: cap, thought: thought))
  }

  /// The tokens of the prompt for a document, estimated as the engine does; nil when there is none.
  public func promptTokens(for document: Document) -> Int? {
    (try? artifact.template.prompt(for: document))?.estimatedTokens
  }

  /// The same for each call that a document takes: one, or one for each part of a long one.
  public func callTokens(for document: Document) -> [Int] {
    if let window { return window.promptTokens(for: document) }
    return promptTokens(for: document).map { [$0] } ?? []
  }

  /// Foresees what `predictBatch` will take.
  ///
  /// Throws `ReferenceError` when the model's name leads nowhere.
  public func plan(for documents: some Sequence<Document>) throws -> RunPlan {
    var forecast = try forecast()
    var count = 0
    for document in documents {
      forecast.add(document, of: self)
      count += 1
    }
    return forecast.plan(documents: count)
  }

  /// Foresees what `optimize` will take, and how small a gain it will be able to show.
  ///
  /// Throws as `optimize` does before it asks anything, but for keys that are missing.
  public func plan(
    optimizing data: Dataset, _ options: OptimizationOptions = .light
  ) throws -> OptimizationForecast {
    try check(data, for: options)
    let capabilities = try configuration.capabilities(of: artifact.model)
    let isTaught = options.teacher.map { $0 != artifact.model } ?? false
    let thinks =
      artifact.template.layout.reasoning
      || (capabilities.canPropose || isTaught) && options.mayThink
    let decoding = decoding(for: data, options)
    let searched = artifact.data?.searched ?? ExampleMarks()
    var forecast = OptimizationForecast(
      artifact.template, on: data.examples,
      plan: options.plan(data, searched: searched, asksTwice: configuration.asksTwice),
      terms: try configuration.terms(
        for: artifact.model, thinks ? decoding.thinking : decoding),
      contextLength: configuration.contextLength ?? capabilities.contextLength, searched: searched,
      seed: options.seed)
    for helper in [options.proposer, options.teacher, judge(options.metrics)].compactMap(\.self)
    where helper != artifact.model {
      let isFree = try configuration.capabilities(of: helper).isFree
      forecast = forecast.helped(at: isFree ? .free : configuration.price(of: helper))
    }
    return forecast
  }

  /// The model of `judge` metrics, if there is one; nobody knows the price of one that the user made.
  private func judge(_ metrics: MetricCatalog = MetricCatalog()) -> String? {
    (configuration.metrics.merging(metrics).judge as? LazyModel)?.name
  }
}

extension RunForecast {
  /// Adds the calls for a document; a document that has no prompt has no call.
  public mutating func add<Output>(_ document: Document, of prompter: Prompter<Output>) {
    let times = prompter.configuration.asksTwice ? 2 : 1
    for tokens in prompter.callTokens(for: document) {
      add(input: tokens...tokens, times: times)
    }
  }
}
