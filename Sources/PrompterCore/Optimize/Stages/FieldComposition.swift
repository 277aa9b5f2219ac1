/// Puts the winners of all fields together, and checks the whole.
extension FieldStage {
  /// The incumbent with the winners, if that is better as a whole; else without those that have
  /// least to show, in at most two tries.
  func compose(
    _ winners: [FieldPath: FieldGuidance], _ evidence: Evidence, _ incumbent: Candidate
  ) async throws -> Candidate {
    var left = winners.sorted { ($0.key.description) < ($1.key.description) }
      .sorted { evidence.shrunken($0.key, $0.value) > evidence.shrunken($1.key, $1.value) }
    for _ in 0..<3 where !left.isEmpty {
      let names = left.map(\.key.description).sorted().joined(separator: ", ")
      let composed = incumbent.child("texts for \(names)") {
        for (path, text) in left { $0.fields[path] = text }
        $0.layout.guide = .fields
      }
      if try await isBetter(composed, than: incumbent) { return composed }
      left.removeLast((left.count + 1) / 2)
    }
    return incumbent
  }

  /// Whether a composition is better as a whole, and no field of it clearly worse, on examples that
  /// the incumbent has answered.
  private func isBetter(_ composed: Candidate, than incumbent: Candidate) async throws -> Bool {
    let known = await lab.known(incumbent)
    let examples = lab.select.filter { known[$0.id] != nil }
    let shared = Array(examples.prefix(min(40, await lab.left)))
    guard !shared.isEmpty else { throw Lab.Exhausted() }
    _ = try await lab.evaluate(composed, on: shared)
    let mean = await lab.differences(incumbent, composed, on: shared).mean ?? 0
    var harmed: String?
    for path in lab.setup.scorer.fields {
      let differences = await lab.differences(incumbent, composed, field: path, on: shared)
      if (differences.mean ?? 0) < -0.03, SignTally(differences).isHarmful {
        harmed = path.description
      }
    }
    let isBetter = mean > 0 && harmed == nil
    if isBetter {
      await lab.accept(composed, gain: mean)
      await lab.crown(composed)
    } else {
      await lab.drop(
        composed, because: harmed.map { "worse in \($0)" } ?? "not better as a whole", gain: mean)
    }
    return isBetter
  }
}
