/// Hears an answer while the model is writing it.
///
/// Only providers that stream speak to it; for an answer that comes as a whole it hears nothing.
public struct AnswerListener: Sendable {
  /// An answer begins; what was heard before it does not count.
  public var began: @Sendable () -> Void
  /// The next piece of its text.
  public var wrote: @Sendable (_ piece: String) -> Void

  /// Makes a listener.
  public init(
    began: @escaping @Sendable () -> Void, wrote: @escaping @Sendable (String) -> Void
  ) {
    self.began = began
    self.wrote = wrote
  }
}
