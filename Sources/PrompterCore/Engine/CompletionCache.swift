import Synchronization

/// Keeps answers by the fingerprint of their calls.
///
/// A cache can only save work: a run goes on when it throws, as if nothing were kept.
public protocol CompletionCache: Sendable {
  /// The answer kept under a key, or nil.
  func completion(for key: String) async throws -> Completion?
  /// Keeps an answer; the model's name is for people who ask what the cache holds.
  func store(_ completion: Completion, for key: String, of model: String) async throws
  /// Writes out what is held back for a moment; to be called at the end of a run.
  func flush() async
}

extension CompletionCache {
  /// Holds nothing back.
  public func flush() async {}
}

/// A cache that lives as long as the process.
public final class MemoryCache: CompletionCache {
  private let completions = Mutex<[String: Completion]>([:])

  /// Makes an empty cache.
  public init() {}

  /// The answer kept under a key, or nil.
  public func completion(for key: String) -> Completion? {
    completions.withLock { $0[key] }
  }

  /// Keeps an answer.
  public func store(_ completion: Completion, for key: String, of model: String) {
    completions.withLock { $0[key] = completion }
  }
}
