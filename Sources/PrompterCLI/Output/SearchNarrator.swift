import Foundation
import PrompterKit

/// Tells on stderr what a search does.
struct SearchNarrator {
  let isQuiet: Bool

  /// The journal that tells it.
  var journal: Journal {
    guard !isQuiet else { return Journal() }
    return Journal { event in
      switch event[key: "event"]?.string {
      case "evaluated":
        let mean = TableNumber.score(event[key: "mean"]?.double)
        let spent = event[key: "spent"]?.int ?? 0
        let budget = event[key: "budget"]?.int ?? 0
        let origin = event[key: "origin"]?.string ?? ""
        let n = event[key: "n"]?.int ?? 0
        if n > 0 { Terminal.say("[\(spent)/\(budget)] \(mean) on \(n) more  \(origin)") }
      case "died":
        let reason = event[key: "reason"]?.string ?? ""
        Terminal.say("  dropped: \(event[key: "origin"]?.string ?? "") (\(reason))")
      case "incumbent": Terminal.say("  best so far: \(event[key: "origin"]?.string ?? "")")
      default: break
      }
    }
  }
}
