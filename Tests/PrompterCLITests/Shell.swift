import Foundation
import PrompterTesting
import Testing

/// Runs the built `prompter` in a folder of its own, with an environment that it cannot escape.
struct Shell: Sendable {
  /// What a command left behind.
  struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number when a signal ended it.
    let status: Int32
    let out: String
    let err: String

    /// The lines of stderr that report an error.
    var errors: [String] {
      err.split(separator: "\n").map(String.init).filter { $0.hasPrefix("prompter: error:") }
    }
  }

  /// A command that runs.
  struct Running: Sendable {
    let pid: Int32
    fileprivate let errorFile: String
    fileprivate let end: Task<Outcome, any Error>

    /// Waits for its end.
    func outcome() async throws -> Outcome { try await end.value }

    /// Waits until it has said something on stderr.
    func says(_ text: String) async {
      let file = errorFile
      await Shell.until {
        (try? String(contentsOfFile: file, encoding: .utf8))?.contains(text) == true
      }
    }

    /// Sends a signal.
    func signal(_ number: Int32) { kill(pid, number) }
  }

  /// The folder that commands run in.
  let folder: TemporaryFolder
  /// What is added to the environment.
  var environment: [String: String]

  init(environment: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    self.environment = environment
  }

  /// Waits until another process has brought something about.
  ///
  /// A thread of its own looks now and then: the tests' own tasks would take time from the process.
  static func until(_ condition: @escaping @Sendable () -> Bool) async {
    let (moments, moment) = AsyncStream<Void>.makeStream()
    Thread.detachNewThread {
      let limit = Date() + 100
      while !condition(), Date() < limit { Thread.sleep(forTimeInterval: 0.02) }
      moment.finish()
    }
    for await _ in moments {}
  }

  /// The binary that was built beside the tests.
  static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "prompter")

  /// Runs `prompter` to its end.
  func prompter(
    _ arguments: String..., input: String? = nil, adding more: [String] = []
  ) async throws -> Outcome {
    try await start(arguments + more, input: input).outcome()
  }

  /// Runs a line of Bash in which `prompter` is the built binary.
  func bash(_ line: String) async throws -> Outcome {
    try await start(["-c", line], program: URL(filePath: "/bin/bash")).outcome()
  }

  /// Starts a program; output goes to files, so that no pipe can fill up.
  func start(
    _ arguments: [String], input: String? = nil, program: URL = binary
  ) throws -> Running {
    let names = try ["in", "out", "err"].map { stream in
      try folder.write(stream == "in" ? input ?? "" : "", to: ".io/\(UUID().uuidString).\(stream)")
    }
    let pid = try Spawn(
      program: program.path, arguments: arguments, environment: variables, folder: folder.path,
      input: names[0], output: names[1], errors: names[2]
    ).start()
    let (ends, continuation) = AsyncStream<Int32>.makeStream()
    Thread.detachNewThread {
      continuation.yield(Spawn.wait(for: pid))
      continuation.finish()
    }
    let kept = folder
    let end = Task {
      defer { withExtendedLifetime(kept) {} }
      let status = await ends.first { _ in true } ?? -1
      return Outcome(
        status: status, out: try String(contentsOfFile: names[1], encoding: .utf8),
        err: try String(contentsOfFile: names[2], encoding: .utf8))
    }
    return Running(pid: pid, errorFile: names[2], end: end)
  }

  private var variables: [String: String] {
    let inherited = ProcessInfo.processInfo.environment
    var variables = ["HOME": folder.path, "LC_ALL": "C.UTF-8"]
    for name in ["LD_LIBRARY_PATH", "LSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"] {
      variables[name] = inherited[name]
    }
    let path = Self.binary.deletingLastPathComponent().path
    variables["PATH"] = "\(path):\(inherited["PATH"] ?? "/usr/bin:/bin")"
    return variables.merging(environment) { $1 }
  }

  /// The files in the folder, but for caches and what the shell itself puts there.
  var files: [String] {
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { !$0.hasPrefix(".io") && !$0.hasPrefix(".cache") }.sorted()
  }
}

/// Expects a command to have ended with one line of error and no more.
func expectError(
  _ outcome: Shell.Outcome, _ status: Int32, _ parts: String...,
  at location: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == status, "\(outcome.err)", sourceLocation: location)
  let lines = outcome.err.split(separator: "\n")
  #expect(lines.count == 1, "\(outcome.err)", sourceLocation: location)
  #expect(outcome.errors.count == 1, "\(outcome.err)", sourceLocation: location)
  #expect(outcome.out.isEmpty, sourceLocation: location)
  for part in parts {
    #expect(outcome.err.contains(part), "\(outcome.err)", sourceLocation: location)
  }
}
