import Foundation
import PrompterKit

/// Measures confidence on rows that neither prompter nor calibration saw, and thresholds on
/// simulated populations of known risk; prints Markdown.
///
/// `ConfidenceBenchmarks measure PROMPTER CALIBRATION.jsonl TEST.jsonl CACHE [--agreement]`
/// `ConfidenceBenchmarks populations [COUNT]`
/// `ConfidenceBenchmarks grounding`
@main
enum ConfidenceBenchmarks {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "measure" where arguments.count >= 5:
      try await Measurement(
        prompter: arguments[1], calibration: arguments[2], test: arguments[3], cache: arguments[4],
        asksTwice: arguments.contains("--agreement")
      ).run()
    case "populations":
      Populations.run(count: arguments.dropFirst().first.flatMap(Int.init) ?? 1_000)
    case "grounding": GroundingSpeed.run()
    default:
      print("usage: measure PROMPTER CALIBRATION.jsonl TEST.jsonl CACHE [--agreement]")
      print("       populations [COUNT]")
      print("       grounding")
    }
  }
}

/// Numbers of a table.
func decimals(_ value: Double?, _ places: Int = 3) -> String {
  TableNumber.decimals(value, places)
}
