/// Refuses calls to a model that is down, when someone else can be asked.
///
/// A call without a fallback passes and is not looked at: retries serve it better than refusal, and
/// a run with one model behaves as if there were no breaker.
struct BreakingModel: LanguageModel {
  let base: any LanguageModel
  let breaker: CircuitBreaker
  let reporter: CallReporter

  var name: String { base.name }
  var capabilities: ModelCapabilities { base.capabilities }
  func fingerprint(of call: Call) -> String { base.fingerprint(of: call) }

  func complete(_ call: Call) async throws -> Completion {
    guard call.hasFallback else { return try await base.complete(call) }
    let pass = try breaker.admit()
    do {
      let completion = try await base.complete(call)
      if breaker.succeeded(pass) { reporter.isBack() }
      return completion
    } catch {
      throw breaker.failed(pass, error, onOpening: reporter.isDown)
    }
  }
}
