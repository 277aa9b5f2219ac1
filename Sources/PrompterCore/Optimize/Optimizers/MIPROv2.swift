import Foundation

/// Searches instructions and sets of demonstrations together: MIPROv2 of DSPy.
///
/// After Opsahl-Ong and others 2024, "Optimizing instructions and demonstrations for multi-stage
/// language model programs".
///
/// 1. Bootstrap: sets of demonstrations, see `DemonstrationSets`.
/// 2. Propose: an instruction for each of the first sets, see `GroundedProposer`.
/// 3. Search: a Parzen estimator suggests pairs of both. Each is tried on a fresh random sample of
///    the selecting examples; after each five trials, and after the last, the pair with the best
///    mean so far that was not tried on all of them is. The best on all of them wins.
///
/// Closed parts of the search space are not searched: no instruction is proposed, or demonstrations
/// are bootstrapped for the proposer's eyes only.
public struct MIPROv2: Optimizer {
  /// How much is tried.
  public struct Configuration: Hashable, Sendable {
    /// Sets of demonstrations; half as many instructions, or as many if they are searched alone.
    public var candidates: Int
    /// The most selecting examples that are used.
    public var rows: Int
    /// Examples in a sample; up to 50 selecting examples are all used in every trial.
    public var minibatch = 35
    /// Trials between two on all selecting examples.
    public var fullEvery = 5
    /// The most demonstrations of the model's own answers in a set.
    public var bootstrapped = 4
    /// The most demonstrations in a set.
    public var labelled = 4
    /// The proposer's temperature.
    public var temperature = 1.0

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - candidates: at least 2.
    ///   - rows: at least 1.
    public init(candidates: Int, rows: Int) {
      self.candidates = max(2, candidates)
      self.rows = max(1, rows)
    }

    /// DSPy's settings of the same name.
    public init(_ effort: Effort) {
      switch effort {
      case .light: self.init(candidates: 6, rows: 100)
      case .medium: self.init(candidates: 12, rows: 300)
      case .heavy: self.init(candidates: 18, rows: 1_000)
      }
    }

    /// Trials when so many parameters are searched: the larger of 2 · parameters · log₂ N and 1.5 N
    /// for N candidates, rounded down.
    func trials(parameters: Int) -> Int {
      let count = Double(candidates)
      return Int(max(2 * Double(parameters) * log2(count), 1.5 * count))
    }

    /// Instructions, the seed's among them.
    func instructions(areDemonstrationsOpen: Bool) -> Int {
      areDemonstrationsOpen ? candidates / 2 : candidates
    }

    /// Whether trials see samples of so many selecting examples.
    func samples(_ rows: Int) -> Bool { rows > 50 }
  }

  /// `mipro`.
  public let name = "mipro"
  /// How much is tried.
  public let configuration: Configuration

  /// Makes the optimizer.
  public init(_ configuration: Configuration = Configuration(.light)) {
    self.configuration = configuration
  }

  /// Looks for a candidate that is better than the seed.
  public func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let space = seed.space
    guard space.isInstructionOpen || space.areDemonstrationsOpen else { return seed }
    var best = seed
    do {
      let sets = try await demonstrations(seed, lab)
      var instructions = [seed.template.instruction]
      if space.isInstructionOpen {
        var proposer = GroundedProposer(lab, seed: seed, temperature: configuration.temperature)
        instructions = try await proposer.instructions(
          configuration.instructions(areDemonstrationsOpen: space.areDemonstrationsOpen), for: sets)
      }
      // Sets that are all empty are one.
      let isSearched = space.areDemonstrationsOpen && sets.contains { !$0.isEmpty }
      var search = PairSearch(
        configuration, seed, lab, instructions: instructions, sets: isSearched ? sets : nil)
      try await search.run(&best)
    } catch is Lab.Exhausted {
      // The best of those that were tried on all selecting examples.
    }
    return best
  }

  /// Sets to choose from, or for the proposer only.
  private func demonstrations(_ seed: Candidate, _ lab: Lab) async throws -> [[Demonstration]] {
    let isOpen = seed.space.areDemonstrationsOpen
    guard isOpen || lab.setup.proposer != nil else { return [[]] }
    return try await DemonstrationSets(
      lab: lab,
      bootstrapped: isOpen ? configuration.bootstrapped : GroundedProposer.shownDemonstrations,
      labelled: isOpen ? configuration.labelled : 0
    ).make(configuration.candidates, for: seed)
  }

  /// The seed on all selecting examples, the trials, bootstrapping, and the proposer's calls.
  public func calls(train: Int, select: Int) -> Int? {
    let rows = min(select, configuration.rows)
    let trials = configuration.trials(parameters: 2)
    let search =
      configuration.samples(rows)
      ? rows + configuration.minibatch * trials
        + rows * ((trials + configuration.fullEvery - 1) / configuration.fullEvery)
      : rows + rows * trials
    let sets = DemonstrationSets.calls(configuration.candidates, train: train)
    return search + sets + DataSummary.calls(train)
      + 3 * configuration.instructions(areDemonstrationsOpen: true)
  }
}
