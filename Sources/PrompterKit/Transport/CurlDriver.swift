import CCurl
import Glibc

/// libcurl's multi interface driven by epoll; lives on one thread and never leaves it.
final class CurlDriver {
  private static let eventCapacity = 256

  private let loop: CurlLoop
  private let multi: UnsafeMutableRawPointer
  private let poll: Int32
  private let events: UnsafeMutablePointer<epoll_event>
  private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var idle: [CurlEasy] = []
  private var commands: [CurlLoop.Command] = []
  /// When libcurl wants to be called for its timers, in monotonic nanoseconds.
  private var deadline: Int64?

  /// `curl_global_init` must run once, before anything else of libcurl.
  private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  init?(loop: CurlLoop) {
    guard Self.isLibraryReady, let multi = curl_multi_init() else { return nil }
    let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard poll >= 0 else {
      curl_multi_cleanup(multi)
      return nil
    }
    self.loop = loop
    self.multi = multi
    self.poll = poll
    events = .allocate(capacity: Self.eventCapacity)
    var wake = epoll_event()
    wake.events = EPOLLIN.rawValue | EPOLLET.rawValue
    wake.data.fd = loop.wakeDescriptor
    epoll_ctl(poll, EPOLL_CTL_ADD, loop.wakeDescriptor, &wake)
    let context = Unmanaged.passUnretained(self).toOpaque()
    ccurl_multi_set_socket(multi, watchSocket, context)
    ccurl_multi_set_timer(multi, noteTimer, context)
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, loop.configuration.maximumIdleConnections)
  }

  deinit {
    // Handles go before the multi handle: they hold connections that it closes.
    idle.removeAll()
    curl_multi_cleanup(multi)
    close(poll)
    events.deallocate()
  }

  /// Works until the loop is closed, then fails whatever still runs.
  func run() {
    var isOpen = true
    while isOpen {
      let count = epoll_wait(poll, events, Int32(Self.eventCapacity), waitMilliseconds())
      for index in 0..<max(0, Int(count)) where events[index].data.fd != loop.wakeDescriptor {
        act(events[index].data.fd, ready: events[index].events)
      }
      isOpen = loop.take(&commands)
      for command in commands { obey(command, isOpen: isOpen) }
      if let deadline, deadline <= Self.now() {
        self.deadline = nil
        act(CURL_SOCKET_TIMEOUT, ready: 0)
      }
      collectFinished()
    }
    for transfer in running.values {
      end(transfer, .failure(CurlLoop.shutDown))
    }
  }

  /// Fails what was posted to a loop whose thread could not begin.
  static func failPosted(to loop: CurlLoop) {
    var commands: [CurlLoop.Command] = []
    _ = loop.take(&commands)
    for case .start(let transfer) in commands {
      transfer.finish(.failure(CurlLoop.shutDown))
    }
  }

  private func obey(_ command: CurlLoop.Command, isOpen: Bool) {
    switch command {
    case .start(let transfer):
      if transfer.isCancelled {
        transfer.finish(.failure(CancellationError()))
      } else if isOpen {
        start(transfer)
      } else {
        transfer.finish(.failure(CurlLoop.shutDown))
      }
    case .cancel(let transfer):
      transfer.isCancelled = true
      if transfer.easy != nil { end(transfer, .failure(CancellationError())) }
    case .resume(let transfer):
      if let easy = transfer.easy { curl_easy_pause(easy.pointer, CURLPAUSE_CONT) }
    }
  }

  private func start(_ transfer: CurlTransfer) {
    guard let easy = idle.popLast() ?? CurlEasy(configuration: loop.configuration) else {
      transfer.finish(.failure(HTTPError(.other(27), "out of memory")))
      return
    }
    guard easy.prepare(transfer) else {
      recycle(easy)
      transfer.finish(.failure(HTTPError(.malformedURL, "the URL is too long")))
      return
    }
    transfer.easy = easy
    running[easy.pointer] = transfer
    let code = curl_multi_add_handle(multi, easy.pointer)
    guard code == CURLM_OK else {
      running[easy.pointer] = nil
      transfer.easy = nil
      let reason = String(cString: curl_multi_strerror(code))
      transfer.finish(.failure(HTTPError(.other(Int(code.rawValue)), "cannot send: \(reason)")))
      return
    }
  }

  private func act(_ socket: Int32, ready: UInt32) {
    var mask: Int32 = 0
    // Errors and hang-ups are read like data: the read then says what happened.
    if ready & (EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
      mask |= CURL_CSELECT_IN
    }
    if ready & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
    var stillRunning: Int32 = 0
    curl_multi_socket_action(multi, socket, mask, &stillRunning)
  }

  private func collectFinished() {
    var handle: UnsafeMutableRawPointer?
    var code = CURLE_OK
    while ccurl_multi_next_done(multi, &handle, &code) == 1 {
      guard let handle, let transfer = running[handle], let easy = transfer.easy else { continue }
      // libcurl takes a head that was cut off for an answer without a body.
      if code == CURLE_OK, transfer.status == 0 { code = CURLE_GOT_NOTHING }
      if code == CURLE_OK {
        let timings = HTTPResponse.Timings(
          connect: easy.microseconds(CURLINFO_CONNECT_TIME_T),
          firstByte: easy.microseconds(CURLINFO_STARTTRANSFER_TIME_T),
          total: easy.microseconds(CURLINFO_TOTAL_TIME_T))
        end(transfer, .success(()), timings)
      } else {
        end(
          transfer,
          .failure(HTTPError(code, of: transfer, on: easy, usesProxy: loop.configuration.usesProxy))
        )
      }
    }
  }

  /// Takes the transfer out of libcurl, which closes its connection when it was not done.
  private func end(
    _ transfer: CurlTransfer, _ result: Result<Void, any Error>,
    _ timings: HTTPResponse.Timings? = nil
  ) {
    if let easy = transfer.easy {
      curl_multi_remove_handle(multi, easy.pointer)
      running[easy.pointer] = nil
      transfer.easy = nil
      recycle(easy)
    }
    transfer.finish(result, timings: timings)
  }

  private func recycle(_ easy: CurlEasy) {
    easy.clear()
    idle.append(easy)
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private func waitMilliseconds() -> Int32 {
    guard let deadline else { return -1 }
    return Int32(clamping: max(0, (deadline - Self.now() + 999_999) / 1_000_000))
  }

  fileprivate func setTimer(milliseconds: Int) {
    deadline = milliseconds < 0 ? nil : Self.now() + Int64(milliseconds) * 1_000_000
  }

  fileprivate func watch(_ socket: Int32, what: Int32, isKnown: Bool) {
    var event = epoll_event()
    event.data.fd = socket
    if what == CURL_POLL_REMOVE {
      epoll_ctl(poll, EPOLL_CTL_DEL, socket, &event)
      return
    }
    if what != CURL_POLL_OUT { event.events |= EPOLLIN.rawValue }
    if what != CURL_POLL_IN { event.events |= EPOLLOUT.rawValue }
    if isKnown, epoll_ctl(poll, EPOLL_CTL_MOD, socket, &event) == 0 { return }
    epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event)
    // Any pointer will do: libcurl hands it back to say that the socket is registered.
    curl_multi_assign(multi, socket, Unmanaged.passUnretained(self).toOpaque())
  }
}

private let watchSocket: ccurl_socket_fn = { _, socket, what, context, known in
  guard let context else { return 0 }
  Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue()
    .watch(socket, what: what, isKnown: known != nil)
  return 0
}

private let noteTimer: ccurl_timer_fn = { _, milliseconds, context in
  guard let context else { return 0 }
  Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue()
    .setTimer(milliseconds: milliseconds)
  return 0
}
