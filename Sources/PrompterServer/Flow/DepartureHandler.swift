import NIOCore

/// Notices that a client has closed its connection while it is being answered.
final class DepartureHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private let work: WorkUnderWay

  init(_ work: WorkUnderWay) {
    self.work = work
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // Of a client that has closed its end of the connection nothing more is to be expected.
    if case ChannelEvent.inputClosed = event { work.left(ObjectIdentifier(context.channel)) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    work.left(ObjectIdentifier(context.channel))
    context.fireChannelInactive()
  }
}
