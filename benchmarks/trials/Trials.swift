import Foundation

/// Simulated trials: how often the truth is ever left out, and when a true difference is seen.
@main
enum Trials {
  static func main() {
    let streams = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000
    print("| trial | streams | documents, looks | ever left out | ordinary 95 % interval |")
    print("|---|---|---|---|---|")
    for trial in Self.trials {
      let outs = (0..<streams).map { trial.leftOut(seed: $0, n: 2_000, looks: 20) }
      print(
        "| \(trial.name) | \(streams) | 2,000, 20 | \(percent(outs.count { $0.always }, streams)) "
          + "| \(percent(outs.count { $0.ordinary }, streams)) |")
    }
    print(
      "\n| true difference | streams | median until seen | 90 % of them | fixed size, 80 % power |")
    print("|---|---|---|---|---|")
    let some = max(1, streams / 5)
    for trial in Self.differences {
      let ends = (0..<some).map { trial.firstEvidence(seed: $0, n: 40_000) ?? .max }.sorted()
      print(
        "| \(trial.name) | \(some) | \(count(ends[some / 2])) | \(count(ends[some * 9 / 10])) "
          + "| \(trial.fixedSize) |")
    }
  }

  private static let trials = [
    Trial(name: "A/A, 50 : 50, both right 85 %", kind: .split(a: 0.85, b: 0.85, share: 0.5)),
    Trial(name: "A/A, 90 : 10, both right 85 %", kind: .split(a: 0.85, b: 0.85, share: 0.1)),
    Trial(name: "A/A, 50 : 50, both right 50 %", kind: .split(a: 0.5, b: 0.5, share: 0.5)),
    Trial(name: "70 % against 80 %, 50 : 50", kind: .split(a: 0.7, b: 0.8, share: 0.5)),
    Trial(name: "A/A, shadow, 20 % differ", kind: .paired(wins: 0.1, losses: 0.1)),
    Trial(name: "A/A, shadow, 5 % differ", kind: .paired(wins: 0.025, losses: 0.025)),
    Trial(name: "shadow, 13 % better, 3 % worse", kind: .paired(wins: 0.13, losses: 0.03)),
  ]

  private static let differences = [
    Trial(name: "80 % → 90 %, 50 : 50", kind: .split(a: 0.8, b: 0.9, share: 0.5)),
    Trial(name: "80 % → 90 %, 90 : 10", kind: .split(a: 0.8, b: 0.9, share: 0.1)),
    Trial(name: "80 % → 85 %, 50 : 50", kind: .split(a: 0.8, b: 0.85, share: 0.5)),
    Trial(name: "80 % → 90 %, shadow, 16 % differ", kind: .paired(wins: 0.13, losses: 0.03)),
    Trial(name: "80 % → 85 %, shadow, 11 % differ", kind: .paired(wins: 0.08, losses: 0.03)),
    Trial(name: "80 % → 82 %, shadow, 6 % differ", kind: .paired(wins: 0.04, losses: 0.02)),
  ]

  private static func percent(_ part: Int, _ all: Int) -> String {
    String(format: "%.1f %%", 100 * Double(part) / Double(all))
  }

  private static func count(_ n: Int) -> String { n == .max ? "> 40,000" : "\(n)" }
}

/// One kind of stream.
struct Trial {
  enum Kind {
    /// How often A and B are right, and the share that B serves.
    case split(a: Double, b: Double, share: Double)
    /// How often only B, and only A, is right.
    case paired(wins: Double, losses: Double)
  }

  let name: String
  let kind: Kind
  private let level = ConfidenceSequence(alpha: 0.05)

  init(name: String, kind: Kind) {
    (self.name, self.kind) = (name, kind)
  }

  private var truth: Double {
    switch kind {
    case .split(let a, let b, _): b - a
    case .paired(let wins, let losses): wins - losses
    }
  }

  /// Documents that a test of a size fixed beforehand needs, two-sided 5 %, 80 % power.
  var fixedSize: Int {
    switch kind {
    case .split(let a, let b, let share):
      let variance = a * (1 - a) / (1 - share) + b * (1 - b) / share
      return Int((7.85 * variance / (truth * truth)).rounded(.up))
    case .paired(let wins, let losses):
      return Int((7.85 * (wins + losses - truth * truth) / (truth * truth)).rounded(.up))
    }
  }

  /// Whether the truth is left out at one of the looks: by our interval, by the ordinary one.
  func leftOut(seed: Int, n: Int, looks: Int) -> (always: Bool, ordinary: Bool) {
    var out = (always: false, ordinary: false)
    run(seed: seed, n: n, next: { $0 + n / looks }) { state, _ in
      if !holds(truth, state) { out.always = true }
      if !state.isOrdinary(truth) { out.ordinary = true }
      return true
    }
    return out
  }

  /// How many documents had come when a difference was seen; looks come at each 2 % more.
  func firstEvidence(seed: Int, n: Int) -> Int? {
    var end: Int?
    run(seed: seed, n: n, next: { max($0 + 1, $0 * 51 / 50) }) { state, seen in
      if seen > 20, !holds(0, state) { end = seen }
      return end == nil
    }
    return end
  }

  private func holds(_ difference: Double, _ state: State) -> Bool {
    if case .paired = kind {
      let interval = level.pairedInterval(halves: state.b)
      return interval.low <= difference && difference <= interval.high
    }
    return level.holds(difference, state.a, state.b)
  }

  private struct State {
    var (a, b) = (BoundedSample(), BoundedSample())
    /// Sums of B's squares: those of pairs are no squares of their sum.
    var squares = 0.0
    var isPaired = false

    /// Whether the ordinary 95 % interval holds a difference.
    func isOrdinary(_ difference: Double) -> Bool {
      guard let mean = b.mean, b.n > 1 else { return true }
      if isPaired {
        let center = 2 * mean - 1
        let variance = squares / Double(b.n) - center * center
        return abs(center - difference) <= 1.96 * (variance / Double(b.n)).squareRoot()
      }
      guard let other = a.mean, a.n > 1 else { return true }
      let variance = mean * (1 - mean) / Double(b.n) + other * (1 - other) / Double(a.n)
      return abs(mean - other - difference) <= 1.96 * variance.squareRoot()
    }
  }

  private func run(
    seed: Int, n: Int, next: (Int) -> Int, look: (State, Int) -> Bool
  ) {
    var generator = SeededGenerator(seed: UInt64(seed), purpose: name)
    var state = State()
    var moment = next(0)
    for index in 1...n {
      switch kind {
      case .split(let a, let b, let share):
        if generator.uniform() < share {
          state.b.add(generator.uniform() < b ? 1 : 0)
        } else {
          state.a.add(generator.uniform() < a ? 1 : 0)
        }
      case .paired(let wins, let losses):
        state.isPaired = true
        let draw = generator.uniform()
        state.b.add(draw < wins ? 1 : draw < wins + losses ? 0 : 0.5)
        if draw < wins + losses { state.squares += 1 }
      }
      guard index == moment else { continue }
      moment = next(moment)
      if !look(state, index) { return }
    }
  }
}
