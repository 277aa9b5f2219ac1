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
  /// - Parameter records: expected records, if there are some; without them the demonstrations say
  ///   how long answers will be.
  public func forecast(records: [JSONValue] = []) throws -> RunForecast {
    let cap = artifact.decoding.maximumOutputTokens
    let shown = artifact.template.demonstrations.map(\.expected)
    return RunForecast(
      try configuration.terms(for: artifact.model, artifact.decoding),
      answer: records.isEmpty
        ? AnswerEstimate(shown, .demonstrations, cap: cap)
        : AnswerEstimate(records, .labels, cap: cap))
  }

  /// The tokens of the prompt for a document, estimated as the engine does; nil when there is none.
  public func promptTokens(for document: Document) -> Int? {
    (try? artifact.template.prompt(for: document))?.estimatedTokens
  }

  /// Foresees what `predictBatch` will take.
  ///
  /// Throws `ReferenceError` when the model's name leads nowhere.
  public func plan(for documents: some Sequence<Document>) throws -> RunPlan {
    var forecast = try forecast()
    for document in documents { forecast.add(document, of: self) }
    return forecast.plan()
  }

  /// Foresees what `optimize` will take, and how small a gain it will be able to show.
  ///
  /// Throws `DataError` when an example is not labelled with a record of the schema.
  public func plan(
    optimizing data: Dataset, _ options: OptimizationOptions = .light
  ) throws -> OptimizationForecast {
    try data.requireLabels(schema)
    return OptimizationForecast(
      artifact.template, on: data.examples,
      plan: options.plan(
        examples: data.examples.count, asksTwice: configuration.asksTwice),
      terms: try configuration.terms(for: artifact.model, decoding(for: data)),
      contextLength: try configuration.capabilities(of: artifact.model).contextLength,
      seed: options.seed)
  }
}

extension RunForecast {
  /// Adds the call for a document; a document that has no prompt has no call.
  public mutating func add<Output>(_ document: Document, of prompter: Prompter<Output>) {
    guard let tokens = prompter.promptTokens(for: document) else { return }
    add(input: tokens...tokens, times: prompter.configuration.asksTwice ? 2 : 1)
  }
}
