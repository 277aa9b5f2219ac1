import Foundation
import PrompterCore

/// What the review page and its few addresses answer: requests in, responses out, no server.
///
/// Only pages that this server gave out may ask: the host must be this machine's own name, so that
/// no other name can be made to lead here, and what changes something must come from the page
/// itself.
public struct ReviewRoutes: Sendable {
  /// What is asked.
  public struct Request: Sendable {
    /// Such as `GET`.
    public var method: String
    /// The path without what follows a question mark.
    public var path: String
    /// What follows the question mark, decoded.
    public var query: [String: String]
    /// Header fields by their names in lower case.
    public var headers: [String: String]
    /// The body.
    public var body: [UInt8]

    /// Makes a request.
    public init(
      _ method: String, _ path: String, query: [String: String] = [:],
      headers: [String: String] = [:], body: [UInt8] = []
    ) {
      self.method = method
      self.path = path
      self.query = query
      self.headers = headers
      self.body = body
    }
  }

  /// What is answered.
  public struct Response: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The media type of the body.
    public var type: String
    /// The body.
    public var body: [UInt8]

    /// Header fields that every answer has.
    public static let headers = [
      ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
      ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      ),
    ]

    init(_ status: Int, type: String, _ text: String) {
      self.status = status
      self.type = type
      body = Array(text.utf8)
    }

    init(_ json: JSONValue, status: Int = 200) {
      self.init(status, type: "application/json", json.text())
    }

    static func fault(_ status: Int, _ message: String, path: String? = nil) -> Response {
      Response(
        ["error": .string(message), "path": path.map(JSONValue.string) ?? .null], status: status)
    }
  }

  /// The largest body that is read.
  public static let maximumBody = 4 << 20
  /// The most items of a list.
  private static let maximumItems = 2_000

  private let queue: ReviewQueue

  /// Makes the routes of a queue.
  public init(_ queue: ReviewQueue) {
    self.queue = queue
  }

  /// Answers a request.
  ///
  /// - Parameter port: where the server listens.
  public func respond(to request: Request, port: Int) -> Response {
    let names = ["127.0.0.1", "localhost", "[::1]"].map { "\($0):\(port)" }
    guard let host = request.headers["host"], names.contains(host.lowercased()) else {
      return .fault(403, "ask 127.0.0.1:\(port)")
    }
    switch (request.method, request.path) {
    case ("GET", "/"): return Response(200, type: "text/html; charset=utf-8", ReviewPage.html)
    case ("GET", "/review.css"):
      return Response(200, type: "text/css; charset=utf-8", ReviewPage.style)
    case ("GET", "/review.js"):
      return Response(200, type: "text/javascript; charset=utf-8", ReviewPage.script)
    case ("GET", "/api/reviews"): return answer { try list(request) }
    case ("GET", "/api/review"):
      return answer { Response(try Self.json(queue.item(request.query["id"] ?? ""))) }
    case ("POST", "/api/accept"), ("POST", "/api/correct"):
      if let fault = Self.crossSite(request, host) { return fault }
      return answer { try decide(request) }
    case (_, "/"), (_, "/api/reviews"), (_, "/api/review"), (_, "/api/accept"), (_, "/api/correct"):
      return .fault(405, "not with this method")
    default: return .fault(404, "there is nothing here")
    }
  }

  /// Refuses what another site's page could have sent.
  private static func crossSite(_ request: Request, _ host: String) -> Response? {
    if let origin = request.headers["origin"], origin.lowercased() != "http://\(host.lowercased())"
    {
      return .fault(403, "this came from another site")
    }
    if let site = request.headers["sec-fetch-site"], site != "same-origin" {
      return .fault(403, "this came from another site")
    }
    // Forms of other sites cannot send this type.
    guard request.headers["content-type"]?.lowercased().hasPrefix("application/json") == true
    else { return .fault(415, "the body must be application/json") }
    return nil
  }

  /// Runs a body; what goes wrong with data is said, what goes wrong with the file, too.
  private func answer(_ body: () throws -> Response) -> Response {
    do { return try body() } catch let error as RecordEditError {
      return .fault(422, error.message, path: error.path)
    } catch let error as DataError {
      return .fault(422, error.message)
    } catch is JSONError {
      return .fault(400, "the body is not JSON")
    } catch {
      return .fault(500, "\(error)")
    }
  }

  private func list(_ request: Request) throws -> Response {
    let status = request.query["status"] ?? "open"
    let entries = try queue.entries(
      ReviewItem.Status(rawValue: status), first: Self.maximumItems)
    return Response(ReviewText.json(entries, try queue.counts()))
  }

  private func decide(_ request: Request) throws -> Response {
    guard request.body.count <= Self.maximumBody else { return .fault(413, "the body is too long") }
    let body = try JSONParser.parse(request.body)
    guard let id = body[key: "id"]?.string else { return .fault(400, "the id is missing") }
    let item: ReviewItem
    if request.path == "/api/accept" {
      item = try queue.accept(id)
    } else {
      guard let changes = body[key: "changes"]?.object else {
        return .fault(400, "the changes are missing")
      }
      let known = try queue.item(id)
      let edits = changes.map { (path: $0.key, text: $0.value.string ?? $0.value.text()) }
      item = try queue.correct(id, to: known.schema.editing(known.record, edits))
    }
    return Response(["id": .string(item.id), "status": .string(item.status.rawValue)])
  }

  private static func json(_ item: ReviewItem) -> JSONValue {
    var json = item.json.object ?? JSONObject()
    json["images"] = .array(
      item.document.images.map { .string("data:\($0.mediaType);base64,\($0.base64)") })
    json["form"] = .array(ReviewForm(item).fields.map(\.json))
    return .object(json)
  }
}

extension ReviewForm.Entry {
  fileprivate var json: JSONValue {
    [
      "path": .string(path), "kind": .string(kind.rawValue), "optional": .bool(isOptional),
      "choices": .array(choices.map(JSONValue.string)),
      "description": description.map(JSONValue.string) ?? .null, "value": .string(shown),
      "confidence": JSONValue(confidence),
      "evidence": .array(evidence.map { [.integer($0.start), .integer($0.end)] }),
      "flags": .array(flags.map(JSONValue.string)),
    ]
  }
}
