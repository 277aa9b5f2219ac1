import Foundation

/// Compiled together with `Sources/PrompterCore/Statistics` as one module, so that it sees what the
/// package keeps to itself.
///
/// `compute` answers cases from stdin with our numbers on stdout; `alarms` simulates comparisons.
struct Case: Codable {
  var kind: String
  var a, b: Int?
  var confidence: Double?
  var values: [Double]?
  var clusters: [Int]?
  var seed: UInt64?
  var p: [Double]?
  var y: [Bool]?
  var weights: [[Double]]?
}

struct Answer: Codable {
  var values: [Double?] = []
  var columns: [Int?]?
}

func answer(_ item: Case) -> Answer {
  let (values, p, y) = (item.values ?? [], item.p ?? [], item.y ?? [])
  switch item.kind {
  case "mcnemar": return Answer(values: [McNemar.p(aOnly: item.a ?? 0, bOnly: item.b ?? 0)])
  case "wilson":
    let interval = Wilson.interval(
      successes: item.a ?? 0, of: item.b ?? 0, confidence: item.confidence ?? 0.95)
    return Answer(values: [interval.low, interval.high])
  case "clopper":
    let (k, n, confidence) = (item.a ?? 0, item.b ?? 0, item.confidence ?? 0.95)
    return Answer(values: [
      ClopperPearson.lower(successes: k, of: n, confidence: confidence),
      ClopperPearson.upper(failures: k, of: n, confidence: confidence),
    ])
  case "holm": return Answer(values: Holm.adjusted(values))
  case "bootstrap":
    let interval = Bootstrap.meanInterval(
      values, clusters: item.clusters, seed: item.seed ?? 0)
    return Answer(values: [interval?.low, interval?.high])
  case "sign_flip": return Answer(values: [SignFlip.p(values, seed: item.seed ?? 0)])
  case "minimum_detectable":
    return Answer(values: [
      values.standardDeviation.map {
        MinimumDetectable.difference(standardDeviation: $0, n: values.count)
      }
    ])
  case "percentile": return Answer(values: (p).map { values.percentile($0) })
  case "reliability":
    return Answer(values: [
      ReliabilityMetrics.brier(p, y), ReliabilityMetrics.logLoss(p, y),
      ReliabilityMetrics.auroc(p, y), ReliabilityMetrics.ece(p, y),
      ReliabilityMetrics.aurc(p, y),
    ])
  case "assignment": return Answer(columns: Assignment.maximum(item.weights ?? []))
  default: fatalError("unknown kind \(item.kind)")
  }
}

/// Paired differences of two that are alike but for `shift`: an example has a difficulty, the same
/// for both, and what is left is chance.
func differences(
  _ count: Int, isGraded: Bool, shift: Double, _ generator: inout SeededGenerator
) -> [Double] {
  (0..<count).map { _ in
    let difficulty = generator.uniform()
    func score(_ shift: Double) -> Double {
      let chance = min(1, difficulty + shift)
      guard isGraded else { return generator.uniform() < chance ? 1 : 0 }
      // The mean of five fields.
      return (0..<5).reduce(0) { sum, _ in sum + (generator.uniform() < chance ? 0.2 : 0) }
    }
    let a = score(0)
    return score(shift) - a
  }
}

func alarms(runs: Int) {
  print("| n | scores | shift | better | worse | interval alone | p alone |")
  print("|---|---|---|---|---|---|---|")
  for count in [60, 200] {
    for isGraded in [true, false] {
      for shift in [0, 0.1] {
        var generator = SeededGenerator(seed: 2_026, purpose: "alarms \(count) \(isGraded)")
        var (better, worse, byInterval, byTest) = (0, 0, 0, 0)
        for run in 0..<runs {
          let sample = differences(count, isGraded: isGraded, shift: shift, &generator)
          guard let difference = PairedDifference(sample, seed: UInt64(run)) else { continue }
          switch difference.verdict() {
          case .better: better += 1
          case .worse: worse += 1
          case .noEvidence: break
          }
          if difference.interval.low > 0 || difference.interval.high < 0 { byInterval += 1 }
          if difference.p < PairedDifference.significance { byTest += 1 }
        }
        func share(_ count: Int) -> String { "\(Double(count * 1_000 / runs) / 10) %" }
        print(
          "| \(count) | \(isGraded ? "graded" : "pass/fail") | \(shift) | \(share(better)) "
            + "| \(share(worse)) | \(share(byInterval)) | \(share(byTest)) |")
      }
    }
  }
}

if CommandLine.arguments.dropFirst().first == "alarms" {
  alarms(runs: CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 1_000)
} else {
  let cases = try JSONDecoder().decode(
    [Case].self, from: FileHandle.standardInput.readDataToEndOfFile())
  let data = try JSONEncoder().encode(cases.map(answer))
  FileHandle.standardOutput.write(data)
}
