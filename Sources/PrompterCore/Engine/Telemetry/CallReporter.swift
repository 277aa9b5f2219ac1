import Logging
import Synchronization

/// Tells log and metrics what happens to the calls of one model.
final class CallReporter: Sendable {
  private let logger: Logger
  private let logsText: Bool
  private let metrics: CallMetrics?
  private let price: Price?
  /// Until when the model is known to be held, so that a hundred calls that hear it tell it once.
  private let heldUntil = Mutex(Duration.zero)

  init(model: String, price: Price?, _ telemetry: Telemetry) {
    var logger = telemetry.logger
    logger[metadataKey: "model"] = "\(model)"
    self.logger = logger
    self.price = price
    logsText = telemetry.logsText
    metrics = telemetry.factory.map { CallMetrics(model: model, $0) }
  }

  /// A call goes out after waiting for budget and place, and then for limits.
  func sent(_ call: Call, queued: Duration, limited: Duration) {
    metrics?.sent(queued: queued, limited: limited)
    logger.debug(
      "call sent",
      metadata: metadata(
        call,
        ["queue_ms": queued.label, "limit_ms": limited.label],
        text: ("prompt", call.prompt.messages.map(\.text).joined(separator: "\n"))))
  }

  /// A call was answered.
  func answered(_ call: Call, _ completion: Completion, after time: Duration) {
    metrics?.ended(failure: nil, after: time, used: completion.usage, price: price)
    logger.debug(
      "call answered",
      metadata: metadata(
        call,
        [
          "ms": time.label, "input_tokens": "\(completion.usage.input)",
          "output_tokens": "\(completion.usage.output)",
          "finish": "\(completion.finish.rawValue)",
        ], text: ("answer", completion.text)))
  }

  /// A call was not answered.
  func failed(_ call: Call, _ error: any Error, after time: Duration) {
    let known = error as? ModelError
    metrics?.ended(
      failure: error.label, after: time, used: known?.usage ?? Usage(), price: price)
    logger.debug(
      "call failed", metadata: metadata(call, ["ms": time.label] + error.metadata))
  }

  /// A call is tried again after a while.
  func retried(_ call: Call, _ error: ModelError, in delay: Duration) {
    metrics?.retried(error.kind.rawValue)
    logger.notice(
      "call is tried again", metadata: metadata(call, ["in_ms": delay.label] + error.metadata))
  }

  /// The cache was asked.
  func lookedUp(_ call: Call, isHit: Bool) {
    metrics?.lookedUp(isHit: isHit)
    if isHit { logger.debug("answered from the cache", metadata: metadata(call)) }
  }

  /// The provider asked to be left alone, or its headers did.
  func held(for pause: Duration, at now: Duration) {
    let until = now + pause
    let isNews = heldUntil.withLock { known in
      guard until > known + .seconds(1) else { return false }
      known = until
      return true
    }
    guard isNews else { return }
    logger.notice("no calls for a while: the provider asks for it", metadata: ["ms": pause.label])
  }

  /// The provider asked to slow down.
  func slowed(to places: Int) {
    logger.debug("fewer calls at once", metadata: ["concurrency": "\(places)"])
  }

  /// The model is left alone; why and until when stands in the error of the calls that are refused.
  func isDown(_ error: ModelError) {
    logger.warning("model is down", metadata: error.metadata)
  }

  /// The model that was left alone answers again.
  func isBack() { logger.notice("model is back") }

  /// What every line about a call says.
  private func metadata(
    _ call: Call, _ more: Logger.Metadata = [:],
    text: @autoclosure () -> (name: String, text: String)? = nil
  ) -> Logger.Metadata {
    var metadata = more
    if !call.documentID.isEmpty { metadata["document"] = "\(call.documentID)" }
    metadata["attempt"] = .stringConvertible(call.attempt)
    if logsText, let (name, text) = text() { metadata[name] = "\(text)" }
    return metadata
  }
}

extension Error {
  /// A short name of the error's class, for labels.
  var label: String {
    switch self {
    case let error as ModelError: error.kind.rawValue
    case is CancellationError: "cancelled"
    default: "error"
    }
  }

  /// What a log may say of the error: words of our own, but of an error of unknown kind only its
  /// type, for its words may quote anything.
  var metadata: Logger.Metadata {
    guard let error = self as? ModelError else {
      return ["error": "\(label)", "error_type": "\(type(of: self))"]
    }
    var metadata: Logger.Metadata = ["error": "\(label)", "reason": "\(error.message)"]
    if let status = error.status { metadata["status"] = .stringConvertible(status) }
    return metadata
  }
}

extension Duration {
  /// The whole milliseconds, for a log line.
  fileprivate var label: Logger.MetadataValue { .stringConvertible(Int(milliseconds.rounded())) }
}

extension Logger.Metadata {
  fileprivate static func + (a: Logger.Metadata, b: Logger.Metadata) -> Logger.Metadata {
    a.merging(b) { $1 }
  }
}
