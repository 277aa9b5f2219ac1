import ArgumentParser
import Foundation
import PrompterKit

/// Ends the process with one line for people and the exit code that scripts rely on.
enum Failure {
  /// Prints an error and exits: 64 for wrong usage, 130 when interrupted, else 1.
  static func exit(with error: any Error) -> Never {
    if error is CancellationError {
      Terminal.say("interrupted; the same command continues where it stopped")
      Foundation.exit(130)
    }
    if let exit = error as? ExitCode { Foundation.exit(exit.rawValue) }
    let code = PrompterCommand.exitCode(for: error)
    // Help, version and wrong options are ArgumentParser's own.
    if code.isSuccess || code == .validationFailure { PrompterCommand.exit(withError: error) }
    Terminal.say("error: \(line(error))")
    Foundation.exit(error is ReferenceError ? 64 : 1)
  }

  /// An error in one line.
  static func line(_ error: any Error) -> String {
    let text: String
    switch error {
    case let failure as Extraction.Failure: text = failure.message
    case let error as any LocalizedError: text = error.errorDescription ?? "\(error)"
    default: text = "\(error)"
    }
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
