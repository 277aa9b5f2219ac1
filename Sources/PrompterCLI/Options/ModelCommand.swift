import ArgumentParser

/// A command that calls models: what its options leave open, environment and configuration file say.
protocol ModelCommand: ParsableCommand {
  /// How models are called, and what may be spent.
  var model: ModelOptions { get set }
  /// Which configuration file there is.
  var common: CommonOptions { get }
}

extension ModelCommand {
  /// Fills in what the command line leaves open.
  ///
  /// Throws `ValidationError` when a setting cannot be read, `FileError` when the file cannot.
  mutating func fill() throws {
    let settings = try common.settings()
    try model.fill(from: settings)
  }
}

extension AbPredictCommand: ModelCommand {}
extension AbRunCommand: ModelCommand {}
extension CalibrateCommand: ModelCommand {}
extension CompareCommand: ModelCommand {}
extension EvaluateCommand: ModelCommand {}
extension ExtractCommand: ModelCommand {}
extension OptimizeCommand: ModelCommand {}
extension PredictCommand: ModelCommand {}
extension ServeCommand: ModelCommand {}
extension ThresholdCommand: ModelCommand {}

extension ModelOptions {
  /// Takes from environment and configuration file what the command line leaves open.
  ///
  /// Not the model: that of a prompter is only replaced on purpose. Nor the price, which is one
  /// model's; the file has prices by model.
  mutating func fill(from settings: Settings) throws {
    try fill(\.baseURL, "base-url", settings)
    try fill(\.pace, "pace", settings)
    try fill(\.concurrency, "concurrency", settings)
    try fill(\.retries, "retries", settings)
    try fill(\.timeout, "timeout", settings)
    try fill(\.deadline, "deadline", settings)
    try fill(\.temperature, "temperature", settings)
    try fill(\.maximumOutputTokens, "max-output-tokens", settings)
    try fill(\.contextLength, "context-length", settings)
    try fill(\.maximumCalls, "max-calls", settings)
    try fill(\.maximumCost, "max-cost", settings)
    try fill(\.maximumTokens, "max-total-tokens", settings)
    if limits.isEmpty, let text = settings.text("limit") {
      limits = text.split { $0 == "," || $0.isWhitespace }.map { String($0) }
      try check("limit", settings)
    }
  }

  private mutating func fill<Value: LosslessStringConvertible>(
    _ option: WritableKeyPath<ModelOptions, Value?>, _ key: String, _ settings: Settings
  ) throws {
    guard self[keyPath: option] == nil, let value = try settings.value(key, as: Value.self) else {
      return
    }
    self[keyPath: option] = value
    try check(key, settings)
  }

  /// Holds what was filled in to the rules of the options, and says where it came from.
  private mutating func check(_ key: String, _ settings: Settings) throws {
    do { try validate() } catch {
      throw ValidationError("\(settings.place(of: key)): \(error)")
    }
  }
}
