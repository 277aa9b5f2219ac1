import HTTPTypes
import PrompterKit

extension Problem {
  /// What the caller is told of a document that has no record.
  ///
  /// What is wrong between the service and its model is never said to be the caller's fault.
  init(_ failure: Extraction.Failure, stopped: StopReason?) {
    if let stopped {
      self = .stopped(stopped)
      return
    }
    if failure.isInvalidAnswer {
      self.init(
        .unprocessableContent, "output-invalid", "No usable record",
        "the model's answers did not fit the schema: \(failure.message)")
      return
    }
    switch ModelError.Kind(rawValue: failure.type) {
    case .deadline, .timeout:
      self.init(
        .gatewayTimeout, "deadline", "Out of time", "the model did not answer within the deadline")
    case .rateLimited:
      self.init(
        .serviceUnavailable, "upstream-busy", "The model is busy",
        "the model's provider asks to slow down", retryAfter: .seconds(10))
    case .unavailable, .budget:
      self.init(
        .serviceUnavailable, "upstream-unavailable", "The model is not available",
        "the model is not asked for the moment", retryAfter: .seconds(30))
    case .tooLong:
      self.init(
        .unprocessableContent, "too-long", "The document is too long for the model",
        "prompt and answer do not fit into what the model can read at once")
    case .filtered:
      self.init(
        .unprocessableContent, "filtered", "The answer was withheld",
        "the model's provider withheld the answer")
    case .quota, .credentials:
      self.init(
        .badGateway, "upstream-refused", "The model's provider refused the service",
        "the service's own account at the model's provider needs attention")
    case .network, .server, .badResponse, .unsupported, .invalidRequest:
      // The words may name the model's address, which is none of the caller's business.
      self.init(
        .badGateway, "upstream-failed", "The model gave no answer",
        "the model could not be reached, or did not answer as it should")
    case nil:
      if failure.isCancellation {
        self = .stopped(.shutdown)
      } else if failure.type == "error" {
        // Of an error of unknown kind the words may quote anything.
        self.init(.internalServerError, "internal", "Internal error", "the extraction failed")
      } else {
        self.init(
          .unprocessableContent, "document-unreadable", "The document cannot be read",
          failure.message)
      }
    }
  }

  /// What the caller is told of work that was stopped.
  static func stopped(_ reason: StopReason) -> Problem {
    switch reason {
    case .deadline:
      Problem(.gatewayTimeout, "deadline", "Out of time", "the request's deadline has passed")
    case .clientLeft, .cancelled:
      Problem(.clientClosedRequest, "cancelled", "Cancelled", "the request was called off")
    case .shutdown:
      Problem(
        .serviceUnavailable, "draining", "The service is shutting down", "ask again elsewhere",
        retryAfter: .seconds(1))
    }
  }

  /// What the caller is told who was turned away.
  init(_ refusal: Admission.Refusal) {
    switch refusal {
    case .full:
      self.init(
        .serviceUnavailable, "busy", "The service is busy", "too many requests wait already",
        retryAfter: .seconds(2))
    case .waitedTooLong:
      self.init(
        .serviceUnavailable, "busy", "The service is busy", "no place became free in time",
        retryAfter: .seconds(5))
    }
  }
}

extension HTTPTypes.HTTPResponse.Status {
  /// Nobody is there any more to be answered; not of the standard, but what proxies write down.
  static let clientClosedRequest = Self(code: 499, reasonPhrase: "Client Closed Request")
}
