import Foundation
import Glibc

/// Runs a program on a file with limits on its time, its memory and what it prints.
struct BoundedProcess {
  /// How it ended.
  enum End: Hashable {
    case exited(Int32)
    case signalled(Int32)
    /// It took, or printed, more than it may.
    case outOfTime, printedTooMuch
    case cancelled
  }

  /// What a program left behind.
  struct Outcome {
    let end: End
    let output: [UInt8]
    /// The beginning of what it said on stderr.
    let messages: String
  }

  /// By the wall clock and of the processor, in seconds.
  var seconds = 60
  /// Of address space, in bytes.
  var memory = 1 << 30
  /// On stdout, in bytes.
  var maximumOutput = FileBytes.maximumCount
  private static let maximumMessages = 1 << 14

  /// Runs a program, found in the usual places, with a file as its stdin.
  ///
  /// No shell looks at the arguments.
  /// Throws `DocumentFault` when it cannot be started.
  func run(_ program: String, _ arguments: [String], input: FileHandle) throws -> Outcome {
    guard let output = Self.channel() else { throw Self.fault(program, errno) }
    defer { close(output.read) }
    guard let messages = Self.channel() else {
      defer { close(output.write) }
      throw Self.fault(program, errno)
    }
    defer { close(messages.read) }
    // The shell sets its own limits, becomes the program, and sees no text of ours but its own.
    let limits = "ulimit -c 0; ulimit -v \(memory >> 10); ulimit -t \(seconds); exec \"$@\""
    let started = Self.spawn(
      ["/bin/sh", "-c", limits, "sh", program] + arguments,
      descriptors: [input.fileDescriptor, output.write, messages.write])
    close(output.write)
    close(messages.write)
    let process = try started.mapError { Self.fault(program, $0.code) }.get()
    let (text, words, stopped) = drain(output.read, messages.read)
    if stopped != nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return Outcome(
      end: stopped ?? (signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)),
      output: text, messages: String(decoding: words, as: UTF8.self))
  }

  /// Reads both streams to their ends, as long as the program keeps within its limits.
  private func drain(
    _ output: Int32, _ messages: Int32
  ) -> (output: [UInt8], messages: [UInt8], stopped: End?) {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var open = [output, messages]
    var (text, words): ([UInt8], [UInt8]) = ([], [])
    while !open.isEmpty {
      if Task.isCancelled { return (text, words, .cancelled) }
      if ContinuousClock.now >= deadline { return (text, words, .outOfTime) }
      var waiting = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&waiting, nfds_t(waiting.count), 100) > 0 else { continue }
      for ready in waiting where ready.revents != 0 {
        let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { bytes, count in
          count = max(0, read(ready.fd, bytes.baseAddress, 1 << 16))
        }
        if piece.isEmpty { open.removeAll { $0 == ready.fd } }
        if ready.fd == output {
          guard text.count + piece.count <= maximumOutput else {
            return (text, words, .printedTooMuch)
          }
          text.append(contentsOf: piece)
        } else {
          words.append(contentsOf: piece.prefix(Self.maximumMessages - words.count))
        }
      }
    }
    return (text, words, nil)
  }

  /// Two ends that no other program inherits: with a pipe that would need a second call, and a
  /// program that is started between the two calls would hold it open.
  private static func channel() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    return socketpair(AF_UNIX, type, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
  }

  private struct SystemError: Error { let code: Int32 }

  private static func spawn(
    _ words: [String], descriptors: [Int32]
  ) -> Result<pid_t, SystemError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Ctrl-C is for this process, which ends its programs itself.
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    let variables = ["PATH=\(path)", "LC_ALL=C.UTF-8", "HOME=/nonexistent"]
    var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) }
    arguments.append(nil)
    environment.append(nil)
    defer { (arguments + environment).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, words[0], &actions, &attributes, &arguments, &environment)
    return code == 0 ? .success(process) : .failure(SystemError(code: code))
  }

  private static func fault(_ program: String, _ code: Int32) -> DocumentFault {
    DocumentFault(.unreadable, "\(program) cannot be started: \(String(cString: strerror(code)))")
  }
}
