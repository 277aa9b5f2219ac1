import ArgumentParser

/// The option of commands that may ask each example more than once.
struct RepeatOptions: ParsableArguments {
  @Option(
    name: .customLong("repeat"),
    help: ArgumentHelp(
      "Ask each example so many times, to see how much the model's answers vary. Examples, not "
        + "repeats, are what intervals and tests count.", valueName: "n"))
  var repeats = 1

  mutating func validate() throws {
    guard (1...1_000).contains(repeats) else {
      throw ValidationError("--repeat must be from 1 to 1000")
    }
  }
}
