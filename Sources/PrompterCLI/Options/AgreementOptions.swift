import ArgumentParser

/// The option of every command that may ask twice.
struct AgreementOptions: ParsableArguments {
  @Flag(
    name: .customLong("agreement"),
    help: ArgumentHelp(
      "Ask about each document a second time in another shape: whether both answers agree is part "
        + "of the confidence, if it was calibrated so. Twice the calls."))
  var asksTwice = false
}
