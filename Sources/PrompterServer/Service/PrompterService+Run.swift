import PrompterKit
import Hummingbird
import Logging
import NIOCore
public import ServiceLifecycle
public import UnixSignals

extension PrompterService {
  /// Answers on a port of its own until the task is cancelled or a signal comes.
  ///
  /// After the signal it is not ready any more, takes no new connections, and ends when what is under
  /// way is done, or stops it when that takes longer than `ServiceLimits.grace`.
  ///
  /// - Parameters:
  ///   - host: the address that it listens on.
  ///   - port: 0 for any free one.
  ///   - services: what runs beside it, and ends with it.
  ///   - signals: the signals that end it.
  ///   - listening: gets the port as soon as requests are answered.
  /// Throws `ReferenceError` when others than this machine could ask and no token keeps them off, and
  /// `ListeningError` when the port cannot be had.
  public func run(
    host: String = "127.0.0.1", port: Int = 8_080, services: [any Service] = [],
    signals: [UnixSignal] = [.sigterm, .sigint], isOpenOnPurpose: Bool = false,
    listening: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws {
    let address = ListeningAddress(host)
    try address.check(hasTokens: !state.tokens.isOpen, isOpenOnPurpose: isOpenOnPurpose)
    state.listens(on: address)
    let work = state.work
    let application = Application(
      responder: self,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [DepartureHandler(work)],
          idleTimeout: .init(state.limits.idleTime))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), backlog: 4_096),
      onServerRunning: { listening($0.localAddress?.port ?? port) }, logger: Self.silent)
    // The last one is the first to hear that the service ends.
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: (self.services + services + [application, Draining(state: state)]).map {
          .init(service: $0, successTerminationBehavior: .ignore)
        }, gracefulShutdownSignals: signals, logger: Self.silent))
    do { try await group.run() } catch { throw address.explained(error, port: port) }
  }

  /// What must run while the service answers: the work on jobs and that in the shadow.
  ///
  /// `run` sees to it; an app that mounts the service runs them among its own.
  public var services: [any Service] {
    let jobs: [any Service] = if let jobs { [jobs] } else { [] }
    return jobs + [ShadowsAtEnd(state: state)]
  }

  /// What Hummingbird has to say is not for users: it may quote requests.
  private static var silent: Logger {
    Logger(label: "prompter.http") { _ in SwiftLogNoOpLogHandler() }
  }
}

/// Ends a service gently: first it is only not ready, then nobody new gets in, and what takes too long
/// is stopped.
private struct Draining: Service {
  let state: ServiceState

  func run() async throws {
    // Whoever cancels the service waits for nothing.
    guard (try? await gracefulShutdown()) != nil else { return }
    state.drain()
    let (clock, work) = (state.clock, state.work)
    _ = state.alarms.set(at: clock.now + state.limits.grace) { work.stopAll(.shutdown) }
    guard state.limits.notice > .zero else { return }
    try? await clock.sleep(until: clock.now + state.limits.notice)
  }
}

/// Waits at the end for what is done in the shadow, as long as for requests.
private struct ShadowsAtEnd: Service {
  let state: ServiceState

  func run() async throws {
    guard (try? await gracefulShutdown()) != nil else { return }
    let works = state.shelf.all.compactMap(\.shadowWork)
    let alarm = state.alarms.set(at: state.clock.now + state.limits.grace) {
      for work in works { work.stop() }
    }
    for work in works { await work.finish() }
    state.alarms.clear(alarm)
  }
}
