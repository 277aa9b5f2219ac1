public import PrompterCore

/// A record as the user's own type, with how far it can be trusted.
@dynamicMemberLookup
public struct Prediction<Output: Codable & Sendable>: Sendable {
  /// The record.
  public let record: Output
  /// What became of the document: confidence and evidence of each value, usage, repairs.
  public let extraction: Extraction

  /// The probability that every field is right; nil when uncalibrated.
  public var confidence: Double? { extraction.confidence }

  /// A field of the record.
  public subscript<Value>(dynamicMember path: KeyPath<Output, Value>) -> Value {
    record[keyPath: path]
  }

  /// Decodes an extraction's record.
  ///
  /// Throws `Extraction.Failure` when there is none, `DecodingError` when the type wants another.
  public init(_ extraction: Extraction) throws {
    record = try extraction.result.get().decode(Output.self)
    self.extraction = extraction
  }
}
