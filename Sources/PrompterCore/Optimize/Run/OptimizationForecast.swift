/// What an optimization will take, and what it will be able to show, before it starts.
public struct OptimizationForecast: Hashable, Sendable {
  /// The calls that the search may make, and what they take.
  ///
  /// Tokens and cost are for the whole budget of calls: for prompts without demonstrations, and for
  /// prompts with as many as the search tries.
  public internal(set) var run: RunPlan
  /// How examples and calls are shared out.
  public let plan: OptimizationPlan
  /// Examples that give demonstrations, and examples that choose between candidates.
  public let demonstrationRows, selectionRows: Int
  /// Examples that confirm the result; 0 when nothing does.
  public let confirmationRows: Int
  /// Examples that had no part in what the search starts from.
  let freshRows: Int

  /// The standard deviation of one example's difference between seed and winner that
  /// `minimumDetectable` assumes.
  public static let assumedSpread = ComparisonForecast.assumedSpread

  /// The most demonstrations that the default search shows in one prompt.
  static let demonstrations = 8

  /// Makes a forecast for labelled examples.
  ///
  /// - Parameters:
  ///   - template: what the search starts from.
  ///   - terms: how calls are sent.
  ///   - contextLength: tokens that prompt and answer may have together; nil when unknown.
  ///   - searched: examples that had a part in the template, and confirm nothing.
  ///   - seed: the seed of the run, which deals out the examples.
  public init(
    _ template: PromptTemplate, on examples: [Example], plan: OptimizationPlan, terms: RunTerms,
    contextLength: Int?, searched: ExampleMarks = ExampleMarks(), seed: UInt64
  ) {
    self.plan = plan
    let split = Split(
      examples, schema: template.schema, shares: plan.shares(examples: examples.count),
      searched: searched, seed: seed)
    freshRows = examples.count { !searched.contains($0.document.text) }
    demonstrationRows = split.train.count
    selectionRows = split.select.count
    switch plan.confirmation {
    case .rows: confirmationRows = split.confirm.count
    case .folds: confirmationRows = examples.count
    case .none: confirmationRows = 0
    }
    let prompts = examples.compactMap { try? template.prompt(for: $0.document).estimatedTokens }
    let low = Int((prompts.map(Double.init).mean ?? 0).rounded())
    let shown = Double(Self.demonstrations) * (examples.map { Double($0.shownTokens) }.mean ?? 0)
    let room = max(0, (contextLength ?? 16_000) - terms.maximumOutputTokens)
    let calls = examples.count < OptimizationPlan.searchFrom ? 0 : plan.budget
    var forecast = RunForecast(
      terms,
      answer: AnswerEstimate(
        examples.compactMap(\.expected), .labels, cap: terms.maximumOutputTokens))
    forecast.add(input: low...max(low, min(low + Int(shown), room)), times: calls)
    run = forecast.plan(documents: examples.count, least: min(calls, confirmationRows))
    // The budget of a search counts retries too.
    run.mostCalls = run.calls.upperBound
  }

  /// The forecast when another model, at its own price, may take any of the calls: its dearest end is
  /// that of the dearer model; unknown when the price is.
  public func helped(at price: Price?) -> OptimizationForecast {
    var forecast = self
    guard let price, let cost = run.cost else {
      forecast.run.cost = nil
      return forecast
    }
    let most = price.cost(
      Usage(input: run.inputTokens.upperBound, output: run.outputTokens.upperBound))
    let bound = min(most, run.terms.budget.cost ?? .infinity)
    forecast.run.cost = cost.lowerBound...max(cost.upperBound, bound)
    return forecast
  }

  /// The smallest gain that the confirming examples would mostly show, if the differences of
  /// examples spread by `assumedSpread`; nil when nothing confirms.
  public var minimumDetectable: Double? {
    confirmationRows > 0
      ? MinimumDetectable.difference(standardDeviation: Self.assumedSpread, n: confirmationRows)
      : nil
  }
}

extension Example {
  /// An estimate of the tokens that the example takes when a prompt shows it.
  fileprivate var shownTokens: Int { DemonstrationSampler.tokens(self) }
}
