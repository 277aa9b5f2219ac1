import Synchronization

/// Keeps answers by the fingerprint of their calls.
public protocol CompletionCache: Sendable {
  /// The answer kept under a key, or nil.
  func completion(for key: String) async throws -> Completion?
  /// Keeps an answer.
  func store(_ completion: Completion, for key: String) async throws
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
  public func store(_ completion: Completion, for key: String) {
    completions.withLock { $0[key] = completion }
  }
}
