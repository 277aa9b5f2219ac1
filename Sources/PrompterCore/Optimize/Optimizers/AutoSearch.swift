/// The default: credit by field where there are fields enough, reflection on whole prompts where
/// there are not and somebody can write.
public struct AutoSearch: Optimizer {
  /// `auto`.
  public let name = "auto"
  /// How much is tried.
  public let effort: Effort

  /// Up to so many scored fields, packing several texts into one call has little to offer.
  private static let fewFields = 3

  /// Makes the optimizer.
  public init(_ effort: Effort = .light) {
    self.effort = effort
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let isSmall = lab.setup.scorer.fields.count <= Self.fewFields
    let optimizer: any Optimizer =
      isSmall && lab.setup.proposer != nil
      ? ParetoSearch(effort) : FieldRace(effort.configuration)
    return try await optimizer.search(seed, in: lab)
  }
}
