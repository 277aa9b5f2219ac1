import HTTPTypes
import Hummingbird
import PrompterKit
import Synchronization

/// `POST /v1/extract`: the record of one document.
struct ExtractRoute: Sendable {
  static let path = "/v1/extract"
  let state: ServiceState

  var route: Route {
    Route(.post, Self.path, scope: .extract) { [self] in try await answer($0) }
  }

  private func answer(_ request: ServiceRequest) async throws -> Response {
    try ExtractionDesk(state: state).checkName(in: request)
    let type = try request.mediaType()
    let limits = state.limits
    let body = try await request.body(upTo: limits.body, within: limits.bodyTime, state.work)
    var item = try ExtractionItem(body, type, request)
    item.isStreamed = item.isStreamed || request.accepts("text/event-stream")
    try state.charge(request.caller, documents: 1)
    guard item.isStreamed else {
      let whole = item
      return .json(
        try await state.answers.answer(request, body) { try await extract(whole, request) })
    }
    // What can be refused at once is refused with a status, not in the stream.
    let prompter = try ExtractionDesk(state: state).prompter(item.prompter)
    let streamed = item
    return EventStream(state.clock).response { events in
      let partial = PartialRecord(events)
      // A record that may be withheld is not given out bit by bit.
      let listener = prompter.gate == nil ? RecordListener { partial.send($0) } : nil
      do {
        let line = try await RecordListener.$current.withValue(listener) {
          try await extract(streamed, request)
        }
        partial.send(line[key: "data"] ?? .null)
        events.send("done", line.text())
      } catch {
        let problem = Problem(catching: error)
        events.send("error", problem.json(instance: Self.path, requestID: request.id).text())
      }
    }
  }

  /// The line of the record.
  ///
  /// Throws a problem when there is none, or none that is trusted enough.
  private func extract(_ item: ExtractionItem, _ request: ServiceRequest) async throws -> JSONValue
  {
    let answered = try await ExtractionDesk(state: state).extract(
      item, for: request.caller.name, of: request.owner, since: request.start,
      patience: state.limits.patience)
    if let problem = answered.problem { throw problem }
    return answered.line(request.id)
  }
}

/// The fields of a record that its reader knows.
private final class PartialRecord: Sendable {
  private let events: EventStream
  private let sent = Mutex<JSONValue?>(nil)

  init(_ events: EventStream) {
    self.events = events
  }

  /// Tells the reader, unless nothing is new to him.
  func send(_ fields: JSONValue) {
    sent.withLock { sent in
      guard sent != fields else { return }
      sent = fields
      events.send("partial", fields.text())
    }
  }
}

extension ExtractionDesk.Answered {
  /// The line of the record, with the name of the request.
  func line(_ requestID: String) -> JSONValue {
    var line = line
    line["request_id"] = .string(requestID)
    return .object(line)
  }
}

extension ServiceState {
  /// Takes documents from the caller's quota.
  ///
  /// Throws a problem, 429, when it is used up.
  func charge(_ caller: Caller, documents count: Int) throws(Problem) {
    guard let wait = quotas.take(count, from: caller) else { return }
    throw Problem(
      .tooManyRequests, "rate-limited", "Too many documents",
      "the token's quota is used up for now", retryAfter: wait)
  }
}
