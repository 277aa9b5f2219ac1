import ArgumentParser

/// The option of every command that plans before it runs.
struct PlanOptions: ParsableArguments {
  @Flag(
    name: .customLong("dry-run"),
    help: "Print calls, tokens, cost and finish time and stop; no call, no key, nothing written.")
  var isDryRun = false
}
