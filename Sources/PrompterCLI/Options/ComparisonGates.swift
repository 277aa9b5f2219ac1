import ArgumentParser
import PrompterKit

/// Options that say what counts as a difference, and which ones fail the command.
struct ComparisonGates: ParsableArguments {
  @Option(
    name: .customLong("min-effect"), help: "A smaller difference is never called better or worse.")
  var minimumEffect: Double = 0

  @Flag(name: .customLong("fail-on-regression"), help: "Exit 100 when B is worse than A.")
  var failsOnRegression = false

  @Option(
    name: .customLong("max-regressions"),
    help: "Exit 100 when more examples than this are worse in B.")
  var maximumRegressions: Int?

  @Option(
    name: .customLong("non-inferior"),
    help: "Exit 100 unless B is at most this much worse than A, with 97.5 % confidence.")
  var margin: Double?

  @Flag(
    name: .customLong("require-significant"), help: "Exit 100 unless B is shown to be better.")
  var requiresBetter = false

  mutating func validate() throws {
    guard minimumEffect >= 0, minimumEffect <= 1 else {
      throw ValidationError("--min-effect must be from 0 to 1")
    }
    guard maximumRegressions ?? 0 >= 0 else {
      throw ValidationError("--max-regressions must be 0 or above")
    }
    guard (0...1).contains(margin ?? 0) else {
      throw ValidationError("--non-inferior must be from 0 to 1")
    }
  }

  /// Exits with 100 when a gate does not hold.
  func check(_ comparison: Comparison) throws {
    try GateFailure.exit(
      failures(
        "B", "A", comparison.verdict, comparison.difference,
        regressions: comparison.regressions.count))
  }

  /// Exits with 100 when a gate does not hold for one of the others against the first.
  func check(_ ranking: Ranking) throws {
    let names = ranking.entries.sorted { $0.index < $1.index }.map(\.name)
    try GateFailure.exit(
      ranking.pairs.filter { $0.a == 0 }.flatMap { pair in
        failures(
          "'\(names[pair.b])'", "'\(names[0])'", pair.verdict, pair.difference,
          regressions: pair.regressions)
      })
  }

  private func failures(
    _ b: String, _ a: String, _ verdict: Comparison.Verdict, _ difference: PairedDifference?,
    regressions: Int
  ) -> [String] {
    var failed: [String] = []
    if failsOnRegression, verdict == .worse { failed.append("\(b) is worse than \(a)") }
    if requiresBetter, verdict != .better {
      failed.append("\(b) is not shown to be better than \(a)")
    }
    if let maximumRegressions, regressions > maximumRegressions {
      failed.append("\(regressions) examples are worse in \(b)")
    }
    if let margin, difference.map({ $0.interval.low < -margin }) ?? true {
      failed.append("\(b) may be more than \(margin) worse than \(a)")
    }
    return failed
  }
}
