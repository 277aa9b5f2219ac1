public import PrompterCore
import Synchronization

/// A language model whose answers a test writes.
///
/// ```swift
/// let model = ScriptedModel { call in
///   Completion(text: call.documentID == "a" ? #"{"total": 1}"# : #"{"total": 2}"#)
/// }
/// ```
public final class ScriptedModel: LanguageModel {
  /// How users would name it.
  public let name: String
  /// What it can do.
  public let capabilities: ModelCapabilities
  private let answer: @Sendable (Call) async throws -> Completion
  private let recorded = Mutex<[Call]>([])

  /// Makes a model that answers from a closure, which may run for several calls at a time.
  ///
  /// - Parameter answer: what it answers; what it throws, the call throws.
  public init(
    name: String = "test/scripted", capabilities: ModelCapabilities = ModelCapabilities(),
    answer: @escaping @Sendable (Call) async throws -> Completion
  ) {
    self.name = name
    self.capabilities = capabilities
    self.answer = answer
  }

  /// Makes a model that gives these answers one after the other, the last one for ever.
  ///
  /// - Parameter answers: at least one text.
  public convenience init(
    name: String = "test/scripted", capabilities: ModelCapabilities = ModelCapabilities(),
    answers: [String]
  ) {
    let given = Counter()
    self.init(name: name, capabilities: capabilities) { _ in
      let index = min(given.next(), answers.count - 1)
      guard index >= 0 else { throw ModelError(.server, "the script has no answers") }
      return Completion(text: answers[index])
    }
  }

  /// The calls so far, failed ones included, in the order in which they came.
  public var calls: [Call] { recorded.withLock { $0 } }

  /// Records the call and answers it.
  public func complete(_ call: Call) async throws -> Completion {
    recorded.withLock { $0.append(call) }
    return try await answer(call)
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock { count in
        defer { count += 1 }
        return count
      }
    }
  }
}
