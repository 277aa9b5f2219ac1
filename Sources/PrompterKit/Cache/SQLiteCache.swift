public import Foundation
public import PrompterCore

/// A completion cache in one SQLite file that several processes may share.
///
/// It never fails a run. A file that is damaged is set aside and a fresh one is made; when none can
/// be written, nothing is kept. Either is said once, through `CacheOptions.warn`.
public final class SQLiteCache: CompletionCache {
  private let connection: CacheConnection
  private let writer: CacheWriter
  private let lookups: CacheLookups
  private let options: CacheOptions

  /// Opens or makes the cache.
  ///
  /// Within a process use `shared`: two caches on one file do not see what the other one is about
  /// to write.
  public init(_ file: URL, _ options: CacheOptions = CacheOptions()) {
    self.options = options
    connection = CacheConnection(file, options)
    writer = CacheWriter(connection)
    lookups = CacheLookups(connection, writer)
  }

  deinit { writer.flushNow() }

  /// The answer kept under a key, or nil.
  public func completion(for key: String) async -> Completion? {
    if let completion = writer.completion(for: key) { return completion }
    return await lookups.completion(for: key)
  }

  /// Keeps an answer; it is in the file a twentieth of a second later.
  public func store(_ completion: Completion, for key: String, of model: String = "") {
    writer.store(
      CacheTable.Entry(completion: completion, model: model, made: options.wallClock()), for: key)
  }

  /// Waits until everything that was stored so far is in the file, and on the disk.
  public func flush() async { await writer.flush() }

  /// The same for those who cannot wait otherwise, such as a process about to end.
  public func flushNow() { writer.flushNow() }

  /// The file in use; for tests.
  var file: CacheFile? { connection.file }
}
