import Foundation
import Hummingbird
import PrompterKit

/// `POST /v1/chat/completions`: a record for clients of OpenAI, whose model is a prompter's name.
struct ChatRoute: Sendable {
  static let path = "/v1/chat/completions"
  let state: ServiceState

  var route: Route {
    Route(.post, Self.path, scope: .extract) { [self] in try await answer($0) }
  }

  private func answer(_ request: ServiceRequest) async throws -> Response {
    let limits = state.limits
    guard try request.mediaType()?.name == "application/json" else {
      throw Problem(
        .unsupportedMediaType, "media-type", "Media type not supported", "send application/json")
    }
    let bytes = try await request.body(upTo: limits.body, within: limits.bodyTime, state.work)
    let body = try ChatBody(JSONBody.parse(bytes))
    let item = ExtractionItem(source: body.source, prompter: body.model)
    try state.charge(request.caller, documents: 1)
    guard body.isStreamed else {
      return .json(
        try await state.answers.answer(request, bytes) {
          let (answer, line) = try await extract(item, request)
          return answer.json(line)
        })
    }
    // What can be refused at once is refused with a status, not in the stream.
    _ = try ExtractionDesk(state: state).prompter(item.prompter)
    return EventStream(state.clock).response { events in
      do {
        let (answer, _) = try await extract(item, request)
        for chunk in answer.chunks(wantsUsage: body.wantsUsage) { events.send(nil, chunk.text()) }
      } catch {
        let problem = Problem(catching: error)
        events.send(nil, problem.json(instance: Self.path, requestID: request.id).text())
      }
      events.send(nil, "[DONE]")
    }
  }

  private func extract(
    _ item: ExtractionItem, _ request: ServiceRequest
  ) async throws -> (answer: ChatAnswer, line: JSONValue) {
    let answered = try await ExtractionDesk(state: state).extract(
      item, for: request.caller.name, of: request.owner, since: request.start,
      patience: state.limits.patience)
    if let problem = answered.problem { throw problem }
    let answer = ChatAnswer(
      id: "chatcmpl-\(request.id)", model: answered.prompter.name,
      created: Int(Date().timeIntervalSince1970), extraction: answered.extraction)
    return (answer, .object(answered.line))
  }
}
