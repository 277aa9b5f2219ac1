import ArgumentParser
import Foundation
import PrompterKit

/// Options of every command.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print the summary as one JSON object on stdout.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  @Option(help: "A YAML file with defaults for options.")
  var config: String?

  @Option(help: "The seed of all chance (default 0).")
  var seed: UInt64?

  /// What environment and configuration file say.
  func settings() throws -> Settings { try Settings(config) }

  /// The seed; 0 is a seed like any other.
  func seed(_ settings: Settings) -> UInt64 {
    seed ?? settings.text("seed").flatMap(UInt64.init) ?? 0
  }
}
