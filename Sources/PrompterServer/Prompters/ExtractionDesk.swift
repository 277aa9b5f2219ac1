import HTTPTypes
import PrompterKit

/// Has documents extracted: finds the prompter, waits for a place, keeps the deadline.
struct ExtractionDesk: Sendable {
  /// What became of a document.
  struct Answered: Sendable {
    let prompter: ServedPrompter
    let extraction: Extraction
    /// Why it was stopped; nil when it came to its own end.
    let stopped: StopReason?
    /// The text that was read, when it was asked for.
    let text: String?

    /// Why the record is not given out; nil when it is.
    var problem: Problem? {
      if let failure = extraction.failure {
        var problem = Problem(failure, stopped: stopped)
        if failure.isInvalidAnswer, stopped == nil {
          problem.faults = extraction.faults(failure, prompter.schema)
        }
        return problem
      }
      return prompter.gate.flatMap { Problem(lowConfidenceOf: extraction, $0) }
    }
  }

  let state: ServiceState

  /// The prompter that a request names.
  ///
  /// Throws a problem, 404, that names those that there are.
  func prompter(_ name: String?) throws(Problem) -> ServedPrompter {
    if let prompter = state.shelf.prompter(name) { return prompter }
    let names = state.shelf.all.map(\.name).joined(separator: ", ")
    throw Problem(
      .notFound, "unknown-prompter", "No such prompter", "there are: \(names)",
      faults: [.init("prompter", "is not served here")])
  }

  /// Checks the prompter that an address names, if it does; items may name others.
  ///
  /// Throws a problem, 404.
  func checkName(in request: ServiceRequest) throws(Problem) {
    if let name = request.query("prompter") { _ = try prompter(name) }
  }

  /// Extracts the record of an item.
  ///
  /// - Parameters:
  ///   - owner: whom it is for; nil when that is not known.
  ///   - start: when its time began, on the service's clock; nil for when it gets its place.
  ///   - patience: how long to wait for a place; nil for as long as its time lasts.
  /// Throws a problem when it was not asked about.
  func extract(
    _ item: ExtractionItem, for caller: String, of owner: WorkUnderWay.Owner?,
    since start: Duration?, patience: Duration?
  ) async throws(Problem) -> Answered {
    let prompter = try prompter(item.prompter)
    let state = state
    let time = min(item.time ?? state.limits.deadline, state.limits.deadline)
    let (result, stopped) = await state.work.run(owner, until: start.map { $0 + time }) {
      () -> Answered in
      try await state.admission.enter(caller, patience: patience) {
        if let start { return try await ask(item, prompter, until: start + time) }
        let deadline = state.clock.now + time
        let (result, stopped) = await state.work.run(nil, until: deadline) {
          try await ask(item, prompter, until: deadline)
        }
        if let answered = try? result.get() { return answered.with(stopped) }
        if let stopped { throw Problem.stopped(stopped) }
        return try result.get()
      }
    }
    switch result {
    case .success(let answered):
      state.upstream.note(answered.extraction)
      return answered.with(answered.stopped ?? stopped)
    case .failure(let problem as Problem): throw problem
    case .failure(let refusal as Admission.Refusal): throw Problem(refusal)
    case .failure: throw .stopped(stopped ?? .shutdown)
    }
  }

  private func ask(
    _ item: ExtractionItem, _ prompter: ServedPrompter, until deadline: Duration
  ) async throws -> Answered {
    let document = try await item.document(state.limits)
    let left = deadline - state.clock.now
    let extraction = await prompter.extractor.extract(
      document, repetition: 0, deadline: prompter.clock.now + left)
    return Answered(
      prompter: prompter, extraction: extraction, stopped: nil,
      text: item.wantsText ? document.text : nil)
  }
}

extension ExtractionDesk.Answered {
  /// The same, stopped for a reason.
  fileprivate func with(_ stopped: StopReason?) -> Self {
    Self(prompter: prompter, extraction: extraction, stopped: stopped, text: text)
  }
}

extension Problem {
  /// Why a record is not trusted enough; nil when it is, or when its confidence is not known.
  init?(lowConfidenceOf extraction: Extraction, _ gate: Acceptance) {
    guard let confidence = extraction.confidence, !(confidence >= gate.threshold) else {
      return nil
    }
    let reasons = gate.decision(for: extraction).reasons
    let weak = reasons.first { $0.code == .lowConfidence }?.fields ?? []
    let unfound = reasons.first { $0.code == .notInSource }?.fields ?? []
    let faults = weak.map { path in
      let value = extraction.values[path]
      let known = value?.confidence.map { "confidence \(Self.rounded($0))" } ?? "no confidence"
      return Fault(
        path.description, known + (unfound.contains(path) ? ", value not found in the source" : ""),
        evidence: value?.evidence)
    }
    self.init(
      .unprocessableContent, "low-confidence", "Confidence below the threshold",
      "the record's confidence is \(Self.rounded(confidence)), and "
        + "\(Self.rounded(gate.threshold)) is asked for", faults: faults)
  }

  private static func rounded(_ value: Double) -> String {
    value.isFinite ? "\((value * 1_000).rounded(.down) / 1_000)" : "more than is possible"
  }
}
