import HTTPTypes
import Hummingbird
import NIOCore
import PrompterKit
import Synchronization

extension ServiceRequest {
  /// The whole body.
  ///
  /// What a header announces and what really comes are both held to the bound.
  /// Throws a problem: 413 when it is too long, 408 when it comes too slowly, 400 when the connection
  /// breaks.
  func body(upTo most: Int, within time: Duration, _ work: WorkUnderWay) async throws -> [UInt8] {
    if let text = request.headers[.contentLength], let length = Int(text), length > most {
      throw ending(.tooLarge("the body has \(length) bytes; at most \(most) are taken"))
    }
    let request = request
    // Most bodies have come with their heads: a timer is for those that have not.
    let (result, stopped) = await work.run(nil, until: start + time) { () -> [UInt8] in
      var bytes: [UInt8] = []
      for try await buffer in request.body {
        guard bytes.count + buffer.readableBytes <= most else { throw TooLong() }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
      // A cancelled stream ends as if all had come.
      try Task.checkCancellation()
      return bytes
    }
    switch (result, stopped) {
    case (.success(let bytes), nil): return bytes
    case (.failure(is TooLong), _):
      throw ending(.tooLarge("the body has more than \(most) bytes"))
    case (_, .deadline?):
      throw ending(
        Problem(
          .requestTimeout, "slow-body", "The body came too slowly",
          "the body was not complete after \(Int(time.seconds)) s"))
    case (_, let reason?): throw Problem.stopped(reason)
    case (.failure, nil): throw ending(.badRequest("the body ended too early"))
    }
  }

  private struct TooLong: Error {}

  /// How long the rest of a body that nobody wants may keep coming, so that the caller sees the answer.
  private static let linger = TimeAmount.seconds(2)

  /// A problem after which the connection is closed.
  private func ending(_ problem: Problem) -> Problem {
    var problem = problem
    problem.endsConnection = true
    if let channel {
      channel.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
    }
    return problem
  }
}
