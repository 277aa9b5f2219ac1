public import Hummingbird
import Logging
public import NIOCore

/// What Hummingbird keeps of a request on its way to the service.
public struct ServiceContext: RequestContext {
  /// What Hummingbird itself needs.
  public var coreContext: CoreRequestContextStorage
  /// The connection that the request came by; nil when the service is mounted in another app.
  public let channel: (any Channel)?

  /// Makes the context of a request that came to the service's own port.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// Makes the context of a request that came to another app.
  init(mounted source: some RequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = nil
  }
}
