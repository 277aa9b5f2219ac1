import ArgumentParser
import Foundation
import PrompterKit

/// Options that say which records are accepted without a person looking at them.
struct AcceptanceOptions: ParsableArguments {
  @Option(
    name: .customLong("review-under"),
    help: ArgumentHelp(
      "Send records of a lower confidence, from 0 to 1, and of an unknown one, to the review queue.",
      valueName: "p"))
  var threshold: Double?

  @Option(
    name: .customLong("accept-error"),
    help: ArgumentHelp(
      """
      Accept so many records that at most this share of them is wrong, such as 0.02, with the \
      threshold that the calibration proves; the others go to the review queue.
      """, valueName: "share"))
  var error: Double?

  mutating func validate() throws {
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--review-under must be from 0 to 1")
    }
    if let error, !(error > 0 && error < 1) {
      throw ValidationError("--accept-error must be between 0 and 1, such as 0.02")
    }
  }

  /// The rule, and what the user should know about it; nil when nothing is asked for.
  ///
  /// Throws `ReferenceError` when a proof is asked for that speaks of one prompter only.
  func acceptance(
    for prompter: Prompter<JSONValue>, hasFallback: Bool
  ) throws -> (rule: Acceptance, notes: [String])? {
    guard threshold != nil || error != nil else { return nil }
    guard let error else {
      let notes = prompter.isCalibrated || hasFallback ? [] : [Self.note(prompter.uncalibrated)]
      return (Acceptance(threshold: threshold ?? 0), notes)
    }
    guard !hasFallback else {
      throw ReferenceError(
        "--accept-error speaks of the records of one prompter; leave out --fallback, or give "
          + "--review-under")
    }
    guard prompter.isCalibrated, let calibration = prompter.artifact.calibration else {
      return (.nothing, [Self.note(prompter.uncalibrated)])
    }
    let found = calibration.threshold(
      error: error, withSecond: prompter.configuration.asksTwice)
    guard let proven = found?.certified else {
      let reason =
        found.map(TerminalReport.sentence)
        ?? "its calibration keeps no examples to prove it with; calibrate again"
      return (.nothing, [Self.note(reason)])
    }
    let least = max(proven.threshold, threshold ?? 0)
    return (
      Acceptance(threshold: least),
      ["accepted: " + TerminalReport.sentence(.certified(proven))]
    )
  }

  private static func note(_ reason: String) -> String {
    "every record goes to the review queue: \(reason)"
  }
}
