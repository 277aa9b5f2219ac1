/// Prompts that a proposer wrote and that were tried in vain, so that it does not write them again.
struct RejectedPrompts {
  /// The most that a proposer is reminded of, and how much of each text, in characters.
  private static let (shown, length) = (5, 400)

  private var entries: [(candidate: Candidate, gain: Double)] = []

  /// Remembers a prompt, unless it was never tried.
  ///
  /// - Parameter differences: its score less that of what it had to beat, by example. Their mean is
  ///   drawn towards 0 as if ten more examples had shown no difference.
  mutating func add(_ candidate: Candidate, differences: [Double]) {
    guard !differences.isEmpty, !contains(candidate) else { return }
    let gain = differences.reduce(0, +) / Double(differences.count + 10)
    entries.append((candidate, gain))
  }

  /// Whether a prompt was tried already.
  func contains(_ candidate: Candidate) -> Bool {
    entries.contains { $0.candidate.id == candidate.id }
  }

  /// The new texts of the last ones with what they gained in points, a line each.
  var texts: [String] {
    entries.suffix(Self.shown).map { candidate, gain in
      let texts = candidate.changes.map { "\($0.part): \($0.after.prefix(Self.length))" }
      return "- (\(Int((100 * gain).rounded()))) \(texts.joined(separator: "; "))"
    }
  }
}
