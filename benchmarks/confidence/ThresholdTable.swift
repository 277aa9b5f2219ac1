import PrompterKit

/// Thresholds that are proven on half of the rows and tried on the other half: of whole records, and
/// of each field as if it were the record.
struct ThresholdTable {
  private typealias Judged = (confidence: Double, isRight: Bool)
  private let calibration: Calibration
  private let set: JudgedSet

  init(_ calibration: Calibration, _ set: JudgedSet) {
    self.calibration = calibration
    self.set = set
  }

  func printRows() {
    print(
      "| accepted by | target | proven | too few | hopeless | accepted | wrong | 95 % interval | "
        + "coverage |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    let whole = set.records.compactMap { record in
      record.confidence.map { ($0, record.isRight) }
    }
    for target in [0.1, 0.2] {
      row("whole record", target, [halves(whole)])
      row(
        "one field", target,
        set.fields.map { field in
          halves(
            set.records.flatMap(\.values).filter { $0.field == field }
              .map { ($0.confidence, $0.isRight) })
        })
    }
    print("")
  }

  /// Every other row proves, the rest tries.
  private func halves(_ rows: [Judged]) -> (proof: [Judged], trial: [Judged]) {
    let numbered = rows.enumerated()
    return (
      numbered.filter { $0.offset % 2 == 0 }.map(\.element),
      numbered.filter { $0.offset % 2 == 1 }.map(\.element)
    )
  }

  private func row(
    _ name: String, _ target: Double, _ sets: [(proof: [Judged], trial: [Judged])]
  ) {
    var (proven, tooFew, hopeless, accepted, wrong, trials) = (0, 0, 0, 0, 0, 0)
    for (proof, trial) in sets {
      switch RiskThreshold.find(proof.map(\.confidence), proof.map(\.isRight), target: target) {
      case .certified(let found):
        proven += 1
        let taken = trial.filter { $0.confidence >= found.threshold }
        accepted += taken.count
        wrong += taken.count { !$0.isRight }
        trials += trial.count
      case .tooFew: tooFew += 1
      case .hopeless: hopeless += 1
      }
    }
    let interval = accepted > 0 ? Wilson.interval(successes: wrong, of: accepted) : nil
    let cells = [
      name, decimals(target, 2), "\(proven)", "\(tooFew)", "\(hopeless)", "\(accepted)",
      accepted > 0 ? decimals(Double(wrong) / Double(accepted)) : "–",
      interval.map { "\(decimals($0.low)) to \(decimals($0.high))" } ?? "–",
      trials > 0 ? decimals(Double(accepted) / Double(trials)) : "–",
    ]
    print("| \(cells.joined(separator: " | ")) |")
  }
}
