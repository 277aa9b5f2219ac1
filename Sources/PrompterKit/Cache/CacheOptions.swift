import Foundation
import Logging
import PrompterCore

/// How large and how old a completion cache may get.
public struct CacheOptions: Sendable {
  /// The bytes that a cache may use unless told otherwise: 1 GiB.
  public static let standardBytes = 1 << 30

  /// The most bytes that its pages may use; what nobody asked for longest goes first.
  public var maximumBytes: Int
  /// How long an answer counts after it was made; nil for ever.
  public var timeToLive: Duration?
  /// Hears, in a sentence, what the cache cannot do; the run goes on all the same.
  public var warn: @Sendable (String) -> Void

  /// The time of day in seconds since 1970.
  var wallClock: @Sendable () -> Double = { Date().timeIntervalSince1970 }
  /// What commits are timed by.
  var clock: any MonotonicClock = SystemClock()

  /// Makes options; warnings go to the log by default.
  public init(
    maximumBytes: Int = standardBytes, timeToLive: Duration? = nil,
    warn: (@Sendable (String) -> Void)? = nil
  ) {
    self.maximumBytes = maximumBytes
    self.timeToLive = timeToLive
    self.warn = warn ?? { Logger(label: "prompter.cache").warning("\($0)") }
  }
}
