import Glibc

/// A pattern of paths: `*`, `?` and `[…]` within a name, `**` for any number of folders.
struct GlobPattern: Sendable {
  /// The folder that all paths lie below, as it was written; empty for the current one.
  let base: String
  private let parts: [String]

  /// Reads a pattern; nil when it has nothing of one.
  init?(_ text: String) {
    let all = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let first = all.firstIndex(where: Self.isPattern) else { return nil }
    base = all[..<first].joined(separator: "/") + (first > 0 ? "/" : "")
    parts = all[first...].filter { !$0.isEmpty }
  }

  private static func isPattern(_ part: String) -> Bool { part.contains { "*?[".contains($0) } }

  /// Whether a path below the base fits, or lies in a folder that does.
  func matches(_ path: FilePath) -> Bool {
    let names = path.bytes.split(separator: UInt8(ascii: "/"))
    // Which parts may come next, after each name; a path has few names, a pattern few parts.
    var states: Set<Int> = [0]
    for name in names {
      let name = FilePath(name)
      var next: Set<Int> = []
      for state in closed(states) where state < parts.count {
        if parts[state] == "**" { next.insert(state) }
        let fits = name.withPointer { fnmatch(parts[state], $0, 0) == 0 }
        if parts[state] != "**", fits { next.insert(state + 1) }
      }
      states = next
      if closed(states).contains(parts.count) { return true }
    }
    return false
  }

  /// With the states that follow because `**` may be no folder at all.
  private func closed(_ states: Set<Int>) -> Set<Int> {
    var all = states
    for state in states {
      var next = state
      while next < parts.count, parts[next] == "**" {
        next += 1
        all.insert(next)
      }
    }
    return all
  }
}
