import HTTPTypes
import PrompterKit

/// The documents of one request, extracted a few at a time.
struct Batch: Sendable {
  let state: ServiceState
  let request: ServiceRequest
  /// The prompter for items that name none.
  let prompter: String?

  /// Extracts all items and hands their lines on as they come.
  ///
  /// What has not begun when the request's time is over, or the service has ended, never begins.
  /// Throws a problem when the client has left, and what `receive` throws.
  func run(
    _ items: [BatchItem], receive: (Int, JSONValue) async throws -> Void
  ) async throws {
    let desk = ExtractionDesk(state: state)
    state.work.watch(request.channel)
    do {
      try await forEachConcurrently(items.enumerated(), limit: state.limits.places) { index, item in
        await line(item, index, desk)
      } receive: {
        try await receive($0, $1)
      }
    } catch {
      state.work.unwatch(request.channel)
      throw error
    }
    if state.work.unwatch(request.channel) { throw Problem.stopped(.clientLeft) }
  }

  private func line(_ item: BatchItem, _ index: Int, _ desk: ExtractionDesk) async -> JSONValue {
    do throws(Problem) {
      var wanted = try item.content.get()
      wanted.prompter = wanted.prompter ?? prompter
      // Whoever waits for a batch waits for its places.
      return try await desk.extract(
        wanted, for: request.caller.name, of: request.owner, since: request.start, patience: nil
      ).batchLine
    } catch {
      return ItemLine.failure(error, id: item.id ?? "\(index)")
    }
  }
}

extension ExtractionDesk.Answered {
  /// The line of a document, with the status that it would have alone.
  ///
  /// Of a record that is not given out it says what the problem of a single request says, and what
  /// was used.
  var batchLine: JSONValue {
    let whole = line
    guard let problem else {
      var line = whole
      line["status"] = 200
      return .object(line)
    }
    guard var line = ItemLine.failure(problem, id: extraction.documentID).object else {
      return .null
    }
    for key in ["usage", "cost_usd", "attempts", "prompter", "model"] { line[key] = whole[key] }
    if let failure = extraction.failure {
      line["error"] = ItemLine.error(problem, isRetryable: failure.isRetryable)
    } else {
      line["confidence"] = whole["confidence"]
    }
    return .object(line)
  }

  /// The line of the record, with its text when it was asked for.
  var line: JSONObject {
    var line = prompter.line(extraction)
    if let text { line["text"] = .string(text) }
    return line
  }
}

/// Lines of documents that nobody was asked about.
enum ItemLine {
  /// The line of a document that has a problem.
  static func failure(_ problem: Problem, id: String) -> JSONValue {
    [
      "id": .string(id), "ok": false, "status": .integer(problem.status.code), "data": .null,
      "confidence": .null, "fields": [:], "usage": ["input_tokens": 0, "output_tokens": 0],
      "cost_usd": .null, "attempts": 0, "repairs": [], "flags": [], "prompter": .null,
      "model": .null, "error": error(problem),
    ]
  }

  /// What a line says of a problem.
  ///
  /// - Parameter isRetryable: whether the same again may help, besides problems that say so.
  static func error(_ problem: Problem, isRetryable: Bool = false) -> JSONValue {
    var json: JSONObject = [
      "type": .string(problem.kind), "message": .string(problem.detail),
      "retryable": .bool(
        isRetryable || problem.retryAfter != nil || problem.status == .gatewayTimeout),
    ]
    if !problem.faults.isEmpty {
      json["errors"] = problem.json(instance: "", requestID: "")[key: "errors"]
    }
    return .object(json)
  }
}
