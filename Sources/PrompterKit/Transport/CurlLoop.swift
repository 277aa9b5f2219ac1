import CCurl
import Glibc

/// The way into a transport's thread: an inbox, and an eventfd that wakes the thread.
///
/// Tasks and the thread share it; the transport itself is not known here, so that the thread
/// does not keep the transport alive.
final class CurlLoop: Sendable {
  enum Command: Sendable {
    case start(CurlTransfer)
    case cancel(CurlTransfer)
    case resume(CurlTransfer)
  }

  private struct Inbox {
    var commands: [Command] = []
    /// Why nothing is accepted any more.
    var refusal: HTTPError?
  }

  static let shutDown = HTTPError(.shutDown, "the HTTP transport was closed; make a new one")

  let configuration: CurlConfiguration
  /// The eventfd; registered edge-triggered, so it is written but never read.
  let wakeDescriptor: Int32
  /// Called on the thread as its last act.
  let onEnd: (@Sendable () -> Void)?
  private let inbox = Locked(Inbox())

  init(configuration: CurlConfiguration, onEnd: (@Sendable () -> Void)?) {
    self.configuration = configuration
    self.onEnd = onEnd
    wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    if wakeDescriptor < 0 || !startThread() {
      close(refusing: HTTPError(.fileLimit, "the system gave no thread or descriptor for HTTP"))
    }
  }

  deinit {
    if wakeDescriptor >= 0 { Glibc.close(wakeDescriptor) }
  }

  /// Hands the command to the thread, or returns why it is refused.
  func post(_ command: Command) -> HTTPError? {
    let (refusal, mustWake) = inbox.withLock { inbox in
      if let refusal = inbox.refusal { return (HTTPError?.some(refusal), false) }
      inbox.commands.append(command)
      return (nil, inbox.commands.count == 1)
    }
    if mustWake { wake() }
    return refusal
  }

  /// Swaps the commands posted since the last call into the array; false when it is time to end.
  func take(_ commands: inout [Command]) -> Bool {
    commands.removeAll(keepingCapacity: true)
    let spare = commands
    let (taken, isOpen) = inbox.withLock { inbox in
      let taken = inbox.commands
      inbox.commands = spare
      return (taken, inbox.refusal == nil)
    }
    commands = taken
    return isOpen
  }

  /// Refuses all further commands and tells the thread to fail what runs and end.
  func close(refusing error: HTTPError = shutDown) {
    inbox.withLock { if $0.refusal == nil { $0.refusal = error } }
    wake()
  }

  private func wake() {
    if wakeDescriptor >= 0 { eventfd_write(wakeDescriptor, 1) }
  }

  private func startThread() -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, &attributes,
      { context in
        if let context {
          let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue()
          loop.runThread()
        }
        return nil
      }, context.toOpaque())
    if result != 0 { context.release() }
    return result == 0
  }

  private func runThread() {
    // Signals are for the program's own threads; SIGPIPE from a TLS library must not end it.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    if let driver = CurlDriver(loop: self) {
      driver.run()
    } else {
      close(refusing: HTTPError(.fileLimit, "the system gave no descriptor for HTTP"))
      CurlDriver.failPosted(to: self)
    }
    onEnd?()
  }
}
