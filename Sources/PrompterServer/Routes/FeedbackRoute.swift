import HTTPTypes
import Hummingbird
import PrompterKit

/// `POST /v1/feedback`: how good a record was, or what it should have been.
///
/// It reaches the log of the experiment that answered, and the queue of reviews.
struct FeedbackRoute: Sendable {
  let state: ServiceState
  let experiment: ExperimentLog?
  let review: ReviewQueue?

  var route: Route {
    Route(.post, "/v1/feedback", scope: .feedback) { [self] in try await answer($0) }
  }

  private func answer(_ request: ServiceRequest) async throws -> Response {
    let limits = state.limits
    guard try request.mediaType()?.name == "application/json" else {
      throw Problem(
        .unsupportedMediaType, "media-type", "Media type not supported", "send application/json")
    }
    let bytes = try await request.body(upTo: limits.body, within: limits.bodyTime, state.work)
    let body = try FeedbackBody(JSONBody.parse(bytes))
    guard experiment != nil || review != nil else {
      throw Problem.notFound(
        "feedback is not kept: start the service with --review FILE or --split")
    }
    do {
      let kept = try await keep(body)
      guard !kept.isEmpty else {
        throw Problem.notFound("no answer to this document is known here; send its 'text' along")
      }
      return .json(["kept": .array(kept.map(JSONValue.string))])
    } catch let error as DataError {
      throw Problem.invalid(error.message)
    }
  }

  private func keep(_ body: FeedbackBody) async throws -> [String] {
    var kept: [String] = []
    if let experiment, try experiment.holds(body.id) {
      switch body.judgement {
      case .record(let record): try await experiment.note(record: record, of: body.id)
      case .correct(let isCorrect): try experiment.note(correct: isCorrect, of: body.id)
      case .score(let score): try experiment.note(score: score, of: body.id)
      }
      kept.append("experiment")
    }
    if let review, try keep(body, in: review) { kept.append("review") }
    return kept
  }

  private func keep(_ body: FeedbackBody, in review: ReviewQueue) throws -> Bool {
    guard case .record(let record) = body.judgement else { return false }
    if let text = body.text {
      let prompter = try ExtractionDesk(state: state).prompter(body.prompter)
      let line = body.extraction ?? ["id": .string(body.id), "data": .null]
      if let violation = prompter.schema.violations(of: record).first {
        throw Problem.invalid("the record breaks the schema: \(violation)")
      }
      try review.put(
        line, of: Document(id: body.id, text: text), because: [], schema: prompter.schema)
    } else if (try? review.item(body.id)) == nil {
      return false
    }
    try review.correct(body.id, to: record)
    return true
  }
}
