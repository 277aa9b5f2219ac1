import ArgumentParser

/// Options that say where the records of many documents go.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long], parsing: .singleValue,
    help: """
      FILE.jsonl, FILE.csv, dir:FOLDER, sqlite:FILE[?table=T], postgres://…[?table=T], or - \
      (default). Repeatable.
      """)
  var output: [String] = []

  @Flag(name: .customLong("migrate"), help: "Add the columns that a table lacks for the schema.")
  var migrates = false

  @Option(help: "Write the counts of the run to a file, as JSON.")
  var summary: String?

  /// The outputs: stdout when none is named.
  var names: [String] { output.isEmpty ? ["-"] : output }
}
