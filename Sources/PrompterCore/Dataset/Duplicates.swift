/// Finds examples whose texts say nearly the same, or that are of one group, so that they stay on one
/// side of a split.
enum Duplicates {
  /// For each example the number of its family; near-duplicates share one, and so do examples of one
  /// group.
  ///
  /// Two texts are near-duplicates when they have the same words, or when the Jaccard similarity
  /// of their 5-word shingles is at least a half. Shingles that more than 50 texts share, or more
  /// than a quarter of all, are a form's own words and do not count. A text without words, as beside a
  /// picture, is like no other.
  static func groups(_ examples: [Example]) -> [Int] {
    let texts = examples.map { words($0.document.text) }
    var sets = texts.map(shingles)
    var owners: [Int: [Int]] = [:]
    for (index, set) in sets.enumerated() {
      for shingle in set { owners[shingle, default: []].append(index) }
    }
    let most = min(50, max(4, examples.count / 4))
    owners = owners.filter { $0.value.count <= most }
    sets = sets.map { set in set.filter { owners[$0] != nil } }
    var parents = Array(examples.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index { index = parents[index] }
      return index
    }
    func join(_ a: Int, _ b: Int) {
      let (a, b) = (root(a), root(b))
      parents[max(a, b)] = min(a, b)
    }
    var firsts: [[Substring]: Int] = [:]
    for (index, words) in texts.enumerated() where !words.isEmpty {
      if let first = firsts[words] { join(first, index) } else { firsts[words] = index }
    }
    var named: [String: Int] = [:]
    for (index, example) in examples.enumerated() {
      guard let group = example.group else { continue }
      if let first = named[group] { join(first, index) } else { named[group] = index }
    }
    for (index, set) in sets.enumerated() {
      var shared: [Int: Int] = [:]
      for shingle in set {
        for other in owners[shingle] ?? [] where other < index { shared[other, default: 0] += 1 }
      }
      for (other, count) in shared {
        let union = set.count + sets[other].count - count
        if 2 * count >= union { join(index, other) }
      }
    }
    return examples.indices.map(root)
  }

  private static func words(_ text: String) -> [Substring] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }
  }

  /// The hashes of all runs of five words; a shorter text has none.
  private static func shingles(_ words: [Substring]) -> Set<Int> {
    guard words.count >= 5 else { return [] }
    return Set(
      (0...(words.count - 5)).map { words[$0..<($0 + 5)].joined(separator: " ").hashValue })
  }
}
