/// A value that is made when it is first asked for and then kept.
final class Made<Value: Sendable>: Sendable {
  private let kept = Locked<Value?>(nil)

  /// The value; made now when there is none yet.
  ///
  /// Tasks that ask at the same time may each make one, of which the first is kept.
  func get(_ make: () throws -> Value) rethrows -> Value {
    if let value = kept.withLock({ $0 }) { return value }
    let new = try make()
    return kept.withLock { kept in
      let value = kept ?? new
      kept = value
      return value
    }
  }
}
