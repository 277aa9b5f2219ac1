/// What a token allows.
public enum Scope: String, Hashable, Sendable, CaseIterable {
  /// To extract records, at once or as jobs, and to see schemas.
  case extract
  /// To say how good a record was, or what is right.
  case feedback
  /// To see the service's measures.
  case metrics
}
