import Synchronization

/// Hears a record field by field while the model is still writing it.
///
/// It belongs to a task, so that whatever stands between the asker and the model need not hand it
/// on. An answer that is asked for again begins again: what is heard last counts, and the
/// extraction above all.
public struct RecordListener: Sendable {
  /// Who listens to what the running task extracts; nil for nobody.
  @TaskLocal public static var current: RecordListener?

  /// The fields that are written out so far, in the order of the schema; called for each new one.
  public var wrote: @Sendable (_ fields: JSONValue) -> Void

  /// Makes a listener.
  public init(wrote: @escaping @Sendable (JSONValue) -> Void) {
    self.wrote = wrote
  }

  /// Does work that nobody is to listen to.
  public static func unheard<Result>(_ work: () async -> Result) async -> Result {
    await $current.withValue(nil, operation: work)
  }
}

extension AnswerListener {
  /// Reads the fields out of an answer of this form as they come.
  init(_ form: AnswerForm, for listener: RecordListener) {
    let reader = FieldReader(form)
    self.init(
      began: { reader.begin() },
      wrote: { piece in if let fields = reader.read(piece) { listener.wrote(fields) } })
  }
}

/// Shared by the closures of a listener, which are called one after the other.
private final class FieldReader: Sendable {
  private let none: WrittenFields
  private let fields: Mutex<WrittenFields>

  init(_ form: AnswerForm) {
    none = WrittenFields(form)
    fields = Mutex(none)
  }

  func begin() { fields.withLock { $0 = none } }

  func read(_ piece: String) -> JSONValue? { fields.withLock { $0.read(piece) } }
}
