import HTTPTypes
public import Hummingbird
public import PrompterKit

extension Response {
  /// A response of JSON.
  public static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok,
    type: String = "application/json"
  ) -> Response {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    value.write(to: &bytes)
    return Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A response of text.
  public static func text(
    _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// The response that a problem is.
  static func problem(_ problem: Problem, path: String, requestID: String) -> Response {
    var response = json(
      problem.json(instance: path, requestID: requestID), status: problem.status,
      type: "application/problem+json")
    response.headers.append(contentsOf: problem.headers)
    if let seconds = problem.retrySeconds { response.headers[.retryAfter] = seconds }
    if problem.endsConnection { response.headers[.connection] = "close" }
    return response
  }
}
