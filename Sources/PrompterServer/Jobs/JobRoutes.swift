import HTTPTypes
import Hummingbird
import NIOCore
import PrompterKit

/// `POST /v1/jobs`, `GET /v1/jobs/{id}` and its `results`, `POST /v1/jobs/{id}/cancel`: many documents
/// whose records are fetched later.
struct JobRoutes: Sendable {
  let state: ServiceState
  let store: JobStore
  let runner: JobRunner

  var routes: [Route] {
    [
      Route(.post, "/v1/jobs", scope: .extract) { [self] in try await take($0) },
      Route(.get, "/v1/jobs/{id}", scope: .extract) { [self] in .json(Self.json(try job($0))) },
      Route(.post, "/v1/jobs/{id}/cancel", scope: .extract) { [self] request in
        try runner.cancel(job(request).id)
        return .json(Self.json(try job(request)))
      },
      Route(.get, "/v1/jobs/{id}/results", scope: .extract) { [self] in try results($0) },
    ]
  }

  private func take(_ request: ServiceRequest) async throws -> Response {
    let limits = state.limits
    let isLines = try BatchBody.isLines(request.mediaType())
    let body = try await request.body(upTo: limits.body, within: limits.bodyTime, state.work)
    let items =
      try isLines ? BatchBody.lines(body, limits.batch) : BatchBody.array(body, limits.batch)
    // A job is taken as a whole or not at all.
    let prompter = request.query("prompter")
    let desk = ExtractionDesk(state: state)
    try desk.checkName(in: request)
    for (index, item) in items.enumerated() {
      let name = try item.content.get().prompter ?? prompter
      do throws(Problem) { _ = try desk.prompter(name) } catch {
        var problem = error
        problem.faults = [.init("[\(index)].prompter", "is not served here")]
        throw problem
      }
    }
    let inputs = try BatchBody.texts(body, isLines: isLines, prompter: prompter)
    try state.charge(request.caller, documents: items.count)
    let job: Job
    do {
      job = try store.add(
        inputs, id: RequestName.name(nil), caller: request.caller.name,
        key: request.request.headers[.idempotencyKey])
    } catch is JobStore.KeyReused {
      throw Problem.keyReused
    }
    runner.wake()
    var response = Response.json(Self.json(job), status: .accepted)
    response.headers[.location] = "/v1/jobs/\(job.id)"
    return response
  }

  private func job(_ request: ServiceRequest) throws -> Job {
    let id = request.parameters["id"] ?? ""
    guard let job = try store.job(id, of: request.caller.name) else {
      throw Problem.notFound("there is no such job")
    }
    return job
  }

  /// How many lines are read at a time.
  private static let page = 100

  private func results(_ request: ServiceRequest) throws -> Response {
    let job = try job(request)
    let store = store
    return Response(
      status: .ok, headers: [.contentType: BatchBody.linesType],
      body: ResponseBody { writer in
        var place = 0
        while true {
          let lines = try store.lines(of: job.id, from: place, Self.page)
          guard let last = lines.last else { break }
          let text = lines.map { $0.line + "\n" }.joined()
          try await writer.write(ByteBuffer(string: text))
          place = last.place + 1
        }
        try await writer.finish(nil)
      })
  }

  private static func json(_ job: Job) -> JSONValue {
    [
      "id": .string(job.id), "state": .string(job.state.rawValue), "total": .integer(job.total),
      "done": .integer(job.done), "failed": .integer(job.failed),
      "results": .string("/v1/jobs/\(job.id)/results"),
    ]
  }
}
