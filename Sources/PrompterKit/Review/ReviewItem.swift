public import PrompterCore

/// A record that a person should look at, or has looked at.
public struct ReviewItem: Hashable, Sendable {
  /// What has become of it.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Nobody has decided yet.
    case open
    /// A person found it right.
    case accepted
    /// A person has put it right.
    case corrected
  }

  /// The document, with its id.
  public let document: Document
  /// What `predict` prints of the extraction.
  public let line: JSONValue
  /// Why a person should look, as `{"code", "fields"}` each.
  public let reasons: JSONValue
  /// The schema of the record.
  public let schema: Schema
  /// What has become of it.
  public let status: Status
  /// The record that a person found right, or has put right; nil while it is open.
  public let decision: JSONValue?

  /// The document's id.
  public var id: String { document.id }
  /// The extracted record.
  public var extracted: JSONValue { line[key: "data"] ?? .null }
  /// The record as it stands: the decision, else what was extracted.
  public var record: JSONValue { decision ?? extracted }
  /// The confidence of the extracted record; nil when uncalibrated.
  public var confidence: Double? { line[key: "confidence"]?.double }

  /// The codes of the reasons.
  public var codes: [String] {
    (reasons.array ?? []).compactMap { $0[key: "code"]?.string }
  }

  /// The line as outputs have it: with the reviewed record once there is one.
  ///
  /// Confidence and evidence are of what was extracted, so they go when a person has decided.
  public var output: JSONValue {
    guard var object = line.object else { return line }
    if let decision {
      object["data"] = decision
      object["confidence"] = .null
      object["fields"] = .object(JSONObject())
    }
    object["review"] = ["status": .string(status.rawValue), "reasons": reasons]
    return .object(object)
  }
}
