import HTTPTypes
public import Hummingbird
public import PrompterKit

/// Why a request has no good answer, as RFC 9457 writes it.
///
/// It never holds a document, an answer of a model or a secret.
public struct Problem: Error, Hashable, Sendable {
  /// What is wrong at one place.
  public struct Fault: Hashable, Sendable {
    /// The place: a path in the request or the record.
    public let path: String
    /// What is wrong, in words.
    public let message: String
    /// Where the document says the value, in Unicode scalars; nil when that is not known.
    public let evidence: Span?

    /// Makes a fault.
    public init(_ path: String, _ message: String, evidence: Span? = nil) {
      self.path = path
      self.message = message
      self.evidence = evidence
    }
  }

  /// The status.
  public var status: HTTPResponse.Status
  /// A short name of the kind, the last part of its type.
  public var kind: String
  /// The kind, in words.
  public var title: String
  /// What happened this time, in words.
  public var detail: String
  /// Places that are at fault.
  public var faults: [Fault]
  /// After how long it is worth asking again.
  public var retryAfter: Duration?
  /// Further header fields.
  var headers: HTTPFields = [:]
  /// Whether the connection is of no use any more, because the request was not read to its end.
  var endsConnection = false

  /// Makes a problem.
  public init(
    _ status: HTTPResponse.Status, _ kind: String, _ title: String, _ detail: String,
    faults: [Fault] = [], retryAfter: Duration? = nil
  ) {
    self.status = status
    self.kind = kind
    self.title = title
    self.detail = detail
    self.faults = faults
    self.retryAfter = retryAfter
  }

  /// What names the kinds of problems.
  static let types = "urn:prompter:problem:"

  /// The problem as JSON.
  func json(instance: String, requestID: String) -> JSONValue {
    var json: JSONObject = [
      "type": .string(Self.types + kind), "title": .string(title),
      "status": .integer(status.code), "detail": .string(detail), "instance": .string(instance),
      "request_id": .string(requestID),
      // Where clients of OpenAI look.
      "error": ["message": .string(detail), "type": .string(kind), "code": .string(kind)],
    ]
    if !faults.isEmpty {
      json["errors"] = .array(
        faults.map { fault in
          var json: JSONObject = ["path": .string(fault.path), "message": .string(fault.message)]
          if let span = fault.evidence {
            json["evidence"] = [.integer(span.start), .integer(span.end)]
          }
          return .object(json)
        })
    }
    return .object(json)
  }

  /// The whole seconds of `Retry-After`, at least one.
  var retrySeconds: String? { retryAfter.map { "\(max(1, Int($0.seconds.rounded(.up))))" } }
}

extension Problem {
  static func unauthorized(_ detail: String) -> Problem {
    var problem = Problem(.unauthorized, "unauthorized", "Not authorized", detail)
    problem.headers[.wwwAuthenticate] = #"Bearer realm="prompter""#
    return problem
  }

  static func badRequest(_ detail: String, faults: [Fault] = []) -> Problem {
    Problem(.badRequest, "bad-request", "The request cannot be read", detail, faults: faults)
  }

  static func invalid(_ detail: String, faults: [Fault] = []) -> Problem {
    Problem(
      .unprocessableContent, "input-invalid", "The input cannot be used", detail, faults: faults)
  }

  static func tooLarge(_ detail: String) -> Problem {
    Problem(.contentTooLarge, "too-large", "The request is too large", detail)
  }

  static func notFound(_ detail: String) -> Problem {
    Problem(.notFound, "not-found", "Not found", detail)
  }

  /// The key of an attempt came with another request than before.
  static var keyReused: Problem {
    Problem(
      .unprocessableContent, "key-reused", "The key was used before",
      "the Idempotency-Key came with another body before; use a new one")
  }
}
