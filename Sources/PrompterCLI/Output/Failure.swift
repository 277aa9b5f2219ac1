import ArgumentParser
import Foundation
import PrompterKit

/// Ends the process with one line for people and the exit code that scripts rely on.
enum Failure {
  /// Prints an error and exits: 64 for wrong usage, 130 when interrupted, else 1.
  static func exit(with error: any Error) -> Never {
    if error is CancellationError || error is Interruption {
      let hint = (error as? Interruption)?.hint ?? "the same command continues where it stopped"
      Terminal.say("interrupted; \(hint)")
      leave(130)
    }
    if let exit = error as? ExitCode { leave(exit.rawValue) }
    let code = PrompterCommand.exitCode(for: error)
    // Help, version and completion scripts are ArgumentParser's own.
    if code.isSuccess {
      try? Terminal.put(PrompterCommand.fullMessage(for: error) + "\n")
      leave(0)
    }
    guard code != .validationFailure else {
      let message = oneLine(PrompterCommand.message(for: error))
      let joint = message.hasSuffix("?") ? " See" : "; see"
      Terminal.say("error: \(message)\(joint) '\(typedCommand) --help'")
      leave(64)
    }
    Terminal.say("error: \(line(error))")
    let isUsage = error is ReferenceError || (error as? FileError)?.isMissing == true
    leave(isUsage ? 64 : 1)
  }

  /// The command that was typed, as far as there is such a one.
  private static var typedCommand: String {
    var words = ["prompter"]
    var commands = PrompterCommand.configuration.subcommands
    for word in CommandLine.arguments.dropFirst() {
      guard let command = commands.first(where: { name(of: $0) == word }) else { break }
      words.append(word)
      commands = command.configuration.subcommands
    }
    return words.joined(separator: " ")
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  /// Ends the process at once.
  ///
  /// What `exit` tears down, threads that still run may be using: one in 300 runs crashed then.
  static func leave(_ status: Int32) -> Never {
    SQLiteCache.flushShared()
    fflush(nil)
    _exit(status)
  }

  /// An error in one line.
  static func line(_ error: any Error) -> String {
    let text: String
    switch error {
    case let failure as Extraction.Failure: text = failure.message
    case let error as any LocalizedError: text = error.errorDescription ?? "\(error)"
    default: text = "\(error)"
    }
    return oneLine(text)
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
  }
}
