import Foundation
import PrompterKit
import Synchronization

/// Tells on stderr what a search does: a table that is redrawn in place on a terminal, lines
/// elsewhere.
struct SearchNarrator {
  let isQuiet: Bool

  /// The journal that tells it.
  var journal: Journal {
    guard !isQuiet else { return Journal() }
    guard Terminal.isInteractive else { return Journal(Self.tell) }
    let board = SearchBoard()
    return Journal { event in
      if let lines = board.lines(after: event, width: Terminal.columns) { Terminal.pin(lines) }
    }
  }

  @Sendable private static func tell(_ event: JSONValue) {
    let origin = event[key: "origin"]?.string ?? ""
    switch event[key: "event"]?.string {
    case "evaluated":
      let mean = TableNumber.score(event[key: "mean"]?.double)
      let spent = event[key: "spent"]?.int ?? 0
      let budget = event[key: "budget"]?.int ?? 0
      let n = event[key: "n"]?.int ?? 0
      if n > 0 { Terminal.say("[\(spent)/\(budget)] \(mean) on \(n) more  \(origin)") }
    case "died": Terminal.say("  dropped: \(origin) (\(event[key: "reason"]?.string ?? ""))")
    case "incumbent": Terminal.say("  best so far: \(origin)")
    case "proposer failed":
      Terminal.say("  the proposer gave no answer (\(event[key: "reason"]?.string ?? ""))")
    default: break
    }
  }
}

/// What a search has come to, in a few lines.
private final class SearchBoard: Sendable {
  /// How a candidate stands.
  private struct Standing {
    var origin = ""
    var n = 0
    var mean: Double?
    var fields: [(name: String, mean: Double?)] = []
    var isAlive = true
  }

  private struct State {
    var candidates: [String: Standing] = [:]
    var best = ""
    /// What the search has found, which the confirmation looks at.
    var chosen = ""
    var stage = "search"
    var spent = 0
    var budget = 0
  }

  /// The most lines that fields take.
  private static let fieldLines = 3
  private static let barWidth = 24
  private let state = Mutex(State())

  /// The lines after an event; nil when it changes nothing.
  func lines(after event: JSONValue, width: Int) -> [String]? {
    state.withLock { state in
      Self.take(event, into: &state) ? Self.lines(state, width) : nil
    }
  }

  private static func take(_ event: JSONValue, into state: inout State) -> Bool {
    let id = event[key: "candidate"]?.string ?? ""
    switch event[key: "event"]?.string {
    // Each part of a run has rows and a budget of its own.
    case "stage": state = State(chosen: state.chosen, stage: event[key: "stage"]?.string ?? "")
    case "candidate":
      state.candidates[id] = Standing(origin: event[key: "origin"]?.string ?? "")
      if state.best.isEmpty || state.stage == "confirm" && id == state.chosen { state.best = id }
    case "evaluated":
      let total = event[key: "total"]
      state.candidates[id]?.n = total?[key: "n"]?.int ?? 0
      state.candidates[id]?.mean = total?[key: "mean"]?.double
      state.candidates[id]?.fields = (event[key: "fields"]?.object ?? [:]).map {
        ($0.key, $0.value.double)
      }
      state.spent = event[key: "spent"]?.int ?? 0
      state.budget = event[key: "budget"]?.int ?? 0
    case "died": state.candidates[id]?.isAlive = false
    case "incumbent": state.best = id
    case "chosen": state.chosen = id
    default: return false
    }
    return true
  }

  private static func lines(_ state: State, _ width: Int) -> [String] {
    guard let best = state.candidates[state.best] else { return [] }
    let alive = state.candidates.values.count(where: \.isAlive)
    let share = state.budget > 0 ? Double(state.spent) / Double(state.budget) : 0
    let full = Int((Double(barWidth) * min(max(share, 0), 1)).rounded())
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: barWidth - full)
    // How much may be asked is told with the first answers.
    let spent = state.budget > 0 ? " \(state.spent)/\(state.budget) questions" : ""
    let standing =
      best.mean == nil ? "" : "\(TableNumber.score(best.mean)) on \(best.n) rows  "
    var lines = [
      "\(state.stage) [\(bar)]\(spent)",
      state.stage == "confirm"
        ? "seed and winner answer the rows set aside"
        : "alive   \(alive) of \(state.candidates.count) candidates",
      "best    \(standing)\(best.origin)",
    ]
    var line = "fields "
    var count = 1
    for (place, field) in best.fields.enumerated() {
      let cell = " \(field.name) \(TableNumber.score(field.mean)) "
      if Terminal.width(of: line + cell) >= width, line.contains(where: { $0 != " " }) {
        if count == fieldLines {
          line += " and \(best.fields.count - place) more"
          break
        }
        lines.append(line)
        line = "       "
        count += 1
      }
      line += cell
    }
    return lines + (best.fields.isEmpty ? [] : [line])
  }
}
