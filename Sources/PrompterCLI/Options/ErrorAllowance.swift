import ArgumentParser
import PrompterKit

/// The option of commands that score examples: how many of them may stay without an answer.
struct ErrorAllowance: ParsableArguments {
  @Option(
    name: .customLong("max-errors"),
    help: "How many examples may stay without an answer: a number or a share like 1%.")
  var maximumErrors: String?

  mutating func validate() throws {
    if let maximumErrors, Self.count(maximumErrors, of: 100) == nil {
      throw ValidationError("'\(maximumErrors)': write --max-errors 3 or --max-errors 1%")
    }
  }

  /// Exits with 1 when more rows have no answer than is allowed.
  func check(_ evaluations: [Evaluation]) throws {
    let rows = evaluations.reduce(0) { $0 + $1.rows.count }
    let unanswered = evaluations.flatMap(\.unanswered)
    let allowed = maximumErrors.flatMap { Self.count($0, of: rows) } ?? 0
    guard unanswered.count > allowed else { return }
    let first = unanswered.first?.failure.map(Failure.line) ?? ""
    Terminal.say("error: \(unanswered.count) of \(rows) examples have no answer: \(first)")
    throw ExitCode(1)
  }

  private static func count(_ text: String, of total: Int) -> Int? {
    if text.hasSuffix("%") {
      guard let share = Double(text.dropLast()), (0...100).contains(share) else { return nil }
      return Int(share / 100 * Double(total))
    }
    return Int(text).flatMap { $0 >= 0 ? $0 : nil }
  }
}
