import Hummingbird

/// `GET /health/live`: the process is up; depends on nothing else.
enum LiveRoute {
  static let route = Route(.get, "/health/live", scope: nil, isMeasured: false) { _ in
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: "live\n")))
  }
}
