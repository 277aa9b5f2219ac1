import Logging
import PrompterKit
import Synchronization

/// What the routes of a service share.
final class ServiceState: Sendable {
  let configuration: ServiceConfiguration
  let shelf: PrompterShelf
  let alarms: Alarms
  let work: WorkUnderWay
  let admission: Admission
  let quotas: CallerQuotas
  let tokens: TokenSet
  let upstream: UpstreamHealth
  let answers: AnswersByKey
  private let draining = Atomic(false)
  private let loopback = Mutex<String?>(nil)

  init(_ shelf: PrompterShelf, _ configuration: ServiceConfiguration) {
    let limits = configuration.limits
    self.configuration = configuration
    self.shelf = shelf
    alarms = Alarms(clock: configuration.clock)
    work = WorkUnderWay(alarms: alarms)
    admission = Admission(places: limits.places, room: limits.room, alarms: alarms)
    quotas = CallerQuotas(usual: limits.perCaller, clock: configuration.clock)
    tokens = TokenSet(tokens: configuration.tokens)
    upstream = UpstreamHealth(clock: configuration.clock)
    answers = AnswersByKey(clock: configuration.clock)
  }

  var limits: ServiceLimits { configuration.limits }
  var logger: Logger { configuration.logger }
  var clock: any MonotonicClock { configuration.clock }

  /// Who may ask from a browser.
  var callingSite: CallingSite {
    CallingSite(origins: configuration.origins, loopback: loopback.withLock(\.self))
  }

  /// The service listens on an address.
  func listens(on address: ListeningAddress) {
    loopback.withLock { $0 = address.isLoopback && tokens.isOpen ? address.host : nil }
  }

  /// Whether the service is ending: nobody new should be sent here.
  var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// The service begins to end.
  func drain() { draining.store(true, ordering: .releasing) }
}
