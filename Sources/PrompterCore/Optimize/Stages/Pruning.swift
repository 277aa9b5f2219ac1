/// Makes a prompt shorter where that costs nothing.
///
/// What is taken away pays for itself with every call, so it need not be better: it must not be
/// worse.
struct Pruning {
  /// The most that a shorter prompt may lose, in score.
  private static let margin = 0.005
  /// The fewest paired examples that decide, and the most.
  private static let rows = 20...40
  /// The most shorter prompts that are tried.
  private static let tries = 3

  let lab: Lab

  /// A shorter prompt that is no worse, or the prompt itself.
  func pruned(_ candidate: Candidate, seed: Candidate) async throws -> Candidate {
    var kept = candidate
    for shorter in options(candidate, seed).prefix(Self.tries) {
      let known = await lab.known(kept)
      let examples = Array(
        lab.select.filter { known[$0.id] != nil }.prefix(Self.rows.upperBound))
      guard examples.count >= Self.rows.lowerBound, await lab.left >= examples.count else { break }
      let next = kept.child(shorter.origin, shorter.change)
      guard next.id != kept.id else { continue }
      do { _ = try await lab.evaluate(next, on: examples) } catch is Lab.Exhausted { break }
      let differences = await lab.differences(kept, next, on: examples)
      // The one-sided bound at 90 % is the low end of the interval at 80 %.
      let low = Bootstrap.meanInterval(differences, confidence: 0.8)?.low ?? -1
      let isNoWorse = low > -Self.margin
      if isNoWorse {
        await lab.accept(next, gain: differences.mean)
        await lab.crown(next)
        kept = next
      } else {
        await lab.drop(next, because: "shorter, but perhaps worse", gain: differences.mean)
      }
    }
    return kept
  }

  private typealias Option = (origin: String, change: @Sendable (inout PromptTemplate) -> Void)

  /// What can be taken away, the longest first.
  private func options(_ candidate: Candidate, _ seed: Candidate) -> [Option] {
    var options: [Option] = []
    let template = candidate.template
    if let count = template.layout.nearest, count > 1 {
      options.append(("one nearest demonstration less", { $0.layout.nearest = count - 1 }))
    } else if template.layout.nearest == nil, template.demonstrations.count > 1 {
      let half = Array(template.demonstrations.suffix((template.demonstrations.count + 1) / 2))
      options.append(("half of the demonstrations", { $0.demonstrations = half }))
    }
    if template.layout.guide == .fields, !template.demonstrations.isEmpty {
      options.append(("no guide", { $0.layout.guide = .none }))
    }
    let original = seed.template.fields
    for path in template.fields.keys.sorted(by: { $0.description < $1.description })
    where template.fields[path] != original[path] {
      options.append(("the seed's text for \(path)", { $0.fields[path] = original[path] }))
    }
    return options
  }
}
