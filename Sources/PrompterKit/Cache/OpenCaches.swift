public import Foundation

extension SQLiteCache {
  private struct Key: Hashable {
    let path: String
    let maximumBytes: Int
    let timeToLive: Duration?
  }

  private struct Weak {
    weak var cache: SQLiteCache?
  }

  /// The caches that the process has open.
  ///
  /// A file is the process's as a whole, like a socket: engines that use one must share what waits
  /// to be written to it, and who ends the process must be able to have it written.
  private static let opened = Locked<[Key: Weak]>([:])

  /// The cache of a file, opened once in a process as long as somebody uses it.
  public static func shared(_ file: URL, _ options: CacheOptions = CacheOptions()) -> SQLiteCache {
    let key = Key(
      path: file.standardizedFileURL.path, maximumBytes: options.maximumBytes,
      timeToLive: options.timeToLive)
    if let cache = opened.withLock({ $0[key]?.cache }) { return cache }
    let cache = SQLiteCache(file, options)
    return opened.withLock { opened in
      if let existing = opened[key]?.cache { return existing }
      opened = opened.filter { $0.value.cache != nil }
      opened[key] = Weak(cache: cache)
      return cache
    }
  }

  /// Writes out what the shared caches hold back.
  public static func flushShared() {
    for cache in opened.withLock({ $0.values.compactMap(\.cache) }) { cache.flushNow() }
  }
}
