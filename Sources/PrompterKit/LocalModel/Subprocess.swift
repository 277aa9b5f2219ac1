import Foundation

/// Runs a program to its end.
enum Subprocess {
  /// What a program left behind.
  struct Outcome: Sendable {
    let status: Int32
    let output: String
  }

  /// Runs a program without a shell and collects what it prints, both streams together.
  ///
  /// - Parameter onLine: sees the output while it comes.
  static func run(
    _ program: URL, _ arguments: [String], environment: [String: String]? = nil
  ) async throws -> Outcome {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try wait(program, arguments, environment) })
      }
    }
  }

  private static func wait(
    _ program: URL, _ arguments: [String], _ environment: [String: String]?
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let environment { process.environment = environment }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }
}
