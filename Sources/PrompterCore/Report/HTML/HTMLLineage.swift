/// The tree of candidates: nested lists, so that it can be read aloud and walked by keyboard.
enum HTMLLineage {
  /// Deeper ones stand beside their parents: browsers nest no more than some hundreds of elements.
  private static let maximumDepth = 24
  /// The most children that are shown of one candidate, and the most candidates of all.
  private static let maximumChildren = 40
  private static let maximumNodes = 400
  /// So many are shown open; of more only the way to what was found is.
  private static let openUpTo = 60

  static func render(_ lineage: SearchLineage, shipped: OptimizationResult) -> String {
    guard !lineage.entries.isEmpty else {
      return "<section aria-labelledby=\"lineage\">\n<h2 id=\"lineage\">Lineage</h2>\n"
        + "<p>Nothing was tried.</p>\n</section>\n"
    }
    var out = "<section aria-labelledby=\"lineage\">\n<h2 id=\"lineage\">Lineage</h2>\n"
    out += "<p class=\"hint\">Each candidate stands below the one that it was made from. "
    out += "The way to what was found is marked and comes first.</p>\n"
    var tree = Tree(lineage, shippedSeed: shipped.shipped == .seed)
    out += tree.markup()
    return out + "</section>\n"
  }

  /// One walk through the tree, without recursion: a chain may be long.
  private struct Tree {
    private enum Step {
      case node(Int, depth: Int)
      case text(String)
    }

    private let lineage: SearchLineage
    private let shippedSeed: Bool
    private let onPath: Set<Int>
    private var left = maximumNodes

    init(_ lineage: SearchLineage, shippedSeed: Bool) {
      self.lineage = lineage
      self.shippedSeed = shippedSeed
      onPath = Set(lineage.path)
    }

    mutating func markup() -> String {
      var out = "<ul class=\"tree\">\n"
      var steps = Array(list(lineage.roots, depth: 0).reversed())
      while let step = steps.popLast() {
        switch step {
        case .text(let text): out += text
        case .node(let place, let depth):
          guard left > 0 || onPath.contains(place) else { continue }
          left -= 1
          let (start, children) = node(place, depth)
          out += start
          steps += children.reversed()
        }
      }
      if left <= 0, lineage.entries.count > HTMLLineage.maximumNodes {
        out += "<li class=\"gap\">and others, in the list of candidates below</li>\n"
      }
      return out + "</ul>\n"
    }

    /// Candidates beside each other, and how many are left out.
    private func list(_ places: [Int], depth: Int) -> [Step] {
      var steps = places.prefix(maximumChildren).map { Step.node($0, depth: depth) }
      let more = places.count - steps.count
      if more > 0 {
        steps.append(
          .text("<li class=\"gap\">and \(more) more, in the list of candidates below</li>\n"))
      }
      return steps
    }

    private func node(_ place: Int, _ depth: Int) -> (String, [Step]) {
      let children = lineage.children[place]
      let isOnPath = onPath.contains(place)
      let open = "<li\(isOnPath ? " class=\"way\"" : "")>"
      guard !children.isEmpty else { return ("\(open)\(line(place))</li>\n", []) }
      guard depth < maximumDepth else {
        return ("\(open)\(line(place))</li>\n", list(children, depth: depth))
      }
      let isOpen = isOnPath || lineage.entries.count <= openUpTo
      let start =
        "\(open)<details\(isOpen ? " open" : "")><summary>\(line(place))</summary>\n<ul>\n"
      return (start, list(children, depth: depth + 1) + [.text("</ul></details></li>\n")])
    }

    private func line(_ place: Int) -> String {
      let entry = lineage.entries[place]
      var out = "<a href=\"#c\(place)\">\(HTMLSearch.origin(entry))</a> <span class=\"facts\">"
      out += HTMLCandidates.facts(entry)
      if lineage.isOrphan(place) { out += " · from a candidate that was not tried" }
      out += "</span>"
      for (name, kind) in chips(place) { out += " " + HTMLRows.chip(name, kind) }
      return out
    }

    private func chips(_ place: Int) -> [(String, String)] {
      var chips: [(String, String)] = []
      let isSeed = lineage.entries[place].parent == nil
      if isSeed { chips.append((shippedSeed ? "seed, shipped" : "seed", "repaired")) }
      if place == lineage.found, !isSeed {
        chips.append((shippedSeed ? "found, not shipped" : "found, shipped", "right"))
      }
      return chips
    }
  }
}
