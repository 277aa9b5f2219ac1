import ArgumentParser
import Foundation
import PrompterKit

/// `prompter`: one sub-command a file in Commands/.
@main
struct PrompterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompter",
    abstract: "Trains prompts that extract records from texts, and runs them at scale.",
    discussion: """
      EXAMPLE
        prompter models install
        prompter optimize datasets/invoices/train.jsonl --schema datasets/invoices/schema.json \\
          --out invoices
        prompter predict invoices "Invoice 7 from Acme Ltd, 3 May 2024, total USD 12.50"
      """,
    version: "0.1.0",
    subcommands: [
      OptimizeCommand.self, EvaluateCommand.self, CompareCommand.self, PredictCommand.self,
      ExtractCommand.self, ServeCommand.self, CalibrateCommand.self, ThresholdCommand.self,
      AbCommand.self, ReviewCommand.self, ModelsCommand.self, SchemaCommand.self,
      ReportCommand.self, CacheCommand.self,
    ])

  static func main() async {
    FileLimit.raise()
    // A closed pipe is an error to report, not a reason to die in silence.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that may not grow further.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try typed()
      let interrupts = Interrupts()
      if var draining = command as? any DrainingCommand {
        let drain = interrupts.drain
        try await interrupts.run { try await draining.run(drain) }
      } else if var serving = command as? any ServingCommand {
        try await serving.run()
      } else if var asynchronous = command as? any AsyncParsableCommand {
        try await interrupts.run { try await asynchronous.run() }
      } else {
        try command.run()
      }
      Failure.leave(0)
    } catch {
      Failure.exit(with: error)
    }
  }

  /// The command that was typed, its options filled in.
  private static func typed() throws -> any ParsableCommand {
    let command = try parseAsRoot()
    guard var asking = command as? any ModelCommand else { return command }
    try asking.fill()
    return asking
  }
}
