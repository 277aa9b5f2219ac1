/// Why work on a request was stopped before it was done.
enum StopReason: Hashable, Sendable {
  /// Its time is over.
  case deadline
  /// Whoever asked has gone.
  case clientLeft
  /// The service ends and has waited long enough.
  case shutdown
  /// A person cancelled it.
  case cancelled
}
