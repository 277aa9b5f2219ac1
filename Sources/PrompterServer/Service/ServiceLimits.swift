public import PrompterKit

/// What a service takes on at most.
public struct ServiceLimits: Hashable, Sendable {
  /// The bytes of a request's body.
  public var body = 10 << 20
  /// The documents of a batch.
  public var batch = 1_000
  /// The bytes of a document's text, in UTF-8.
  public var text = 2 << 20
  /// The documents under way at once.
  public var places = 64
  /// The requests that wait for a place.
  public var room = 256
  /// How long a request waits for a place.
  public var patience = Duration.seconds(10)
  /// How long a body may take to arrive.
  public var bodyTime = Duration.seconds(30)
  /// How long a connection may say nothing, between requests or within a head.
  public var idleTime = Duration.seconds(60)
  /// How long a request may take, and what holds when it does not say.
  public var deadline = Duration.seconds(120)
  /// How long requests under way are waited for when the service ends.
  public var grace = Duration.seconds(30)
  /// How long clients that keep connections open get to learn that they should not, before nobody new
  /// gets in.
  public var notice = Duration.milliseconds(250)
  /// How many documents a caller may send; nil for no bound.
  public var perCaller: RateLimit?

  /// Makes the usual limits.
  public init() {}
}
