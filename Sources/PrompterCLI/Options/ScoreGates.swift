import ArgumentParser
import PrompterKit

/// Options that fail a command when scores are too low.
struct ScoreGates: ParsableArguments {
  @Option(name: .customLong("fail-under"), help: "Exit 100 when the score is below this.")
  var failUnder: Double?

  @Option(
    name: .customLong("fail-under-field"), parsing: .singleValue,
    help: "Exit 100 when a field's score is below: FIELD=SCORE. Repeatable.")
  var failUnderField: [String] = []

  mutating func validate() throws {
    for gate in failUnderField where Self.gate(gate) == nil {
      throw ValidationError("'\(gate)' is no gate; write FIELD=SCORE")
    }
  }

  /// Checks that the gates are about fields that are scored.
  ///
  /// Throws `ValidationError` that names the first that is not.
  func check(_ fields: [FieldPath]) throws {
    for (path, _) in failUnderField.compactMap(Self.gate) where !fields.contains(path) {
      let known = fields.map(\.description).joined(separator: ", ")
      throw ValidationError("--fail-under-field: no field '\(path)'; there are \(known)")
    }
  }

  /// Exits with 100 when a score is below its gate.
  func check(_ evaluation: Evaluation) throws {
    var failed: [String] = []
    if let failUnder, evaluation.score ?? 0 < failUnder {
      failed.append("score \(TableNumber.score(evaluation.score)) is below \(failUnder)")
    }
    for (path, least) in failUnderField.compactMap(Self.gate) {
      let score = evaluation.summary(of: path)?.score
      if score ?? 0 < least {
        failed.append("\(path) \(TableNumber.score(score)) is below \(least)")
      }
    }
    try GateFailure.exit(failed)
  }

  private static func gate(_ text: String) -> (FieldPath, Double)? {
    guard let equals = text.lastIndex(of: "="), let path = FieldPath(String(text[..<equals])),
      let least = Double(text[text.index(after: equals)...])
    else { return nil }
    return (path, least)
  }
}

/// Gates that did not hold.
enum GateFailure {
  /// Says which gates failed and exits with 100; does nothing when all hold.
  static func exit(_ failed: [String]) throws {
    guard !failed.isEmpty else { return }
    for line in failed { Terminal.say("gate failed: \(line)") }
    throw ExitCode(100)
  }
}
