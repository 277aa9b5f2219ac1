import HTTPTypes
import Hummingbird
import NIOCore
import PrompterKit

/// `POST /v1/extract/batch`: the records of many documents, a JSON array or lines of JSON.
///
/// An array is answered by an array in the same order, lines by lines as they come; a bad item costs
/// no other one.
struct BatchRoute: Sendable {
  static let path = "/v1/extract/batch"
  let state: ServiceState

  var route: Route {
    Route(.post, Self.path, scope: .extract) { [self] in try await answer($0) }
  }

  private func answer(_ request: ServiceRequest) async throws -> Response {
    try ExtractionDesk(state: state).checkName(in: request)
    let limits = state.limits
    let type = try request.mediaType()
    let isLines = try BatchBody.isLines(type)
    let body = try await request.body(upTo: limits.body, within: limits.bodyTime, state.work)
    let items =
      try isLines ? BatchBody.lines(body, limits.batch) : BatchBody.array(body, limits.batch)
    try state.charge(request.caller, documents: items.count)
    let batch = Batch(state: state, request: request, prompter: request.query("prompter"))
    guard isLines || request.accepts(BatchBody.linesType) else {
      return .json(
        try await state.answers.answer(request, body) {
          var lines = [JSONValue](repeating: .null, count: items.count)
          try await batch.run(items) { lines[$0] = $1 }
          return .array(lines)
        })
    }
    return Response(
      status: .ok, headers: [.contentType: BatchBody.linesType],
      body: ResponseBody { writer in
        try await batch.run(items) { _, line in
          var bytes = line.bytes()
          bytes.append(UInt8(ascii: "\n"))
          try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
      })
  }
}
