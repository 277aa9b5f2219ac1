/// Who was made from whom in a search, as a forest: candidates whose parent was never tried stand
/// beside the seed.
struct SearchLineage: Sendable {
  /// The candidates.
  let entries: [SearchHistory.Entry]
  /// What the search found, by its place; nil when nothing was tried.
  let found: Int?
  /// The places from the first ancestor to what was found.
  let path: [Int]
  /// The places of those without a parent; the one on the path comes first.
  let roots: [Int]
  /// The places of each candidate's children; those on the path come first.
  let children: [[Int]]
  /// Whether searches without a fold are part of it.
  let hasFolds: Bool
  /// The place of each candidate's parent.
  let parents: [Int?]

  /// Reads a history.
  ///
  /// - Parameter fallback: the id of what was found, when the history does not tell.
  init(_ history: SearchHistory, fallback: String) {
    let entries = history.entries
    self.entries = entries
    hasFolds = history.stages.contains { $0.kind == .fold }
    let places = Dictionary(
      entries.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let parents = Self.parents(entries, places)
    self.parents = parents
    found = history.found ?? places[fallback]
    var path: [Int] = []
    var place = found
    while let here = place {
      path.append(here)
      place = parents[here]
    }
    self.path = path.reversed()
    let onPath = Set(path)
    var children = [[Int]](repeating: [], count: entries.count)
    var roots: [Int] = []
    // Those on the path come first, so that what matters is not below what does not.
    for isOnPath in [true, false] {
      for place in entries.indices where onPath.contains(place) == isOnPath {
        if let parent = parents[place] {
          children[parent].append(place)
        } else {
          roots.append(place)
        }
      }
    }
    self.children = children
    self.roots = roots
  }

  /// The parents that there are; a link that would close a circle is cut.
  private static func parents(
    _ entries: [SearchHistory.Entry], _ places: [String: Int]
  ) -> [Int?] {
    var parents = entries.map { entry in entry.parent.flatMap { places[$0] } }
    var seenIn = [Int](repeating: -1, count: entries.count)
    for start in entries.indices {
      var place = start
      while seenIn[place] == -1 {
        seenIn[place] = start
        guard let parent = parents[place] else { break }
        if seenIn[parent] == start {
          parents[place] = nil
          break
        }
        place = parent
      }
    }
    return parents
  }

  /// Whether a candidate was made from one that was never tried.
  func isOrphan(_ place: Int) -> Bool { parents[place] == nil && entries[place].parent != nil }

  /// Said where candidates of several searches stand beside each other; empty otherwise.
  var caution: String {
    hasFolds
      ? " Each fold's search has rows of its own: scores of different searches say little "
        + "about each other." : ""
  }
}
