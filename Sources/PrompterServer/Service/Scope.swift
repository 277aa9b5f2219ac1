/// What a token allows.
public enum Scope: String, Hashable, Sendable, CaseIterable {
  /// To extract records, at once or as jobs, and to see schemas.
  case extract
  /// To say how good a record was.
  case feedback
  /// To see records that wait for a person, and to correct them.
  case review
  /// To see the service's measures.
  case metrics
}
