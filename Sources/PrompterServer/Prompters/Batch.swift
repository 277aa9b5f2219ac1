import HTTPTypes
import PrompterKit

/// The documents of one request, extracted a few at a time.
struct Batch: Sendable {
  let state: ServiceState
  let request: ServiceRequest
  /// The prompter for items that name none.
  let prompter: String?

  /// Extracts all items and hands their lines on as they come.
  func run(
    _ items: [Result<ExtractionItem, Problem>], receive: (Int, JSONValue) async throws -> Void
  ) async throws {
    let desk = ExtractionDesk(state: state)
    try await forEachConcurrently(items.enumerated(), limit: state.limits.places) { index, item in
      await line(item, index, desk)
    } receive: {
      try await receive($0, $1)
    }
  }

  private func line(
    _ item: Result<ExtractionItem, Problem>, _ index: Int, _ desk: ExtractionDesk
  ) async -> JSONValue {
    do {
      var item = try item.get()
      item.prompter = item.prompter ?? prompter
      do {
        // Whoever waits for a batch waits for its places.
        let answered = try await desk.extract(
          item, for: request.caller.name, on: request.channel, since: state.clock.now, patience: nil
        )
        return answered.batchLine
      } catch {
        return ItemLine.failure(error, id: item.id ?? "\(index)")
      }
    } catch {
      return ItemLine.failure(Problem(catching: error), id: "\(index)")
    }
  }
}

extension ExtractionDesk.Answered {
  /// The line of a document, with the status that it would have alone.
  var batchLine: JSONValue {
    guard var line = prompter.line(extraction).object else { return .null }
    let problem = problem
    line["status"] = .integer(problem?.status.code ?? 200)
    if let problem, extraction.failure == nil {
      line["ok"] = false
      line["error"] = ItemLine.error(problem)
    }
    return .object(line)
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
  static func error(_ problem: Problem) -> JSONValue {
    var json: JSONObject = [
      "type": .string(problem.kind), "message": .string(problem.detail),
      "retryable": .bool(problem.retryAfter != nil || problem.status.code == 504),
    ]
    if !problem.faults.isEmpty {
      json["errors"] = problem.json(instance: "", requestID: "")[key: "errors"]
    }
    return .object(json)
  }
}
