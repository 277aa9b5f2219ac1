extension Lab {
  /// What the lab works with.
  public struct Setup: Sendable {
    /// Scores records.
    public var scorer: RecordScorer
    /// Runs the task model's calls.
    public var engine: Engine
    /// How answers are chosen.
    public var decoding: Decoding
    /// How often the model is asked again, in training as in service; nil as `ReaskingExtractor` says.
    public var reasks: Int?
    /// Writes new texts; nil leaves it to the library.
    public var proposer: Engine?
    /// Answers that become demonstrations and thoughts are this model's; nil for the task model's own.
    public var teacher: Engine?
    /// Runs the calls of `judge` metrics; nil without such.
    public var judge: Engine?
    /// The most tokens of prompt and answer together; nil as the model is known to take.
    public var contextLength: Int?
    /// The seed of all chance.
    public var seed: UInt64
    /// The most that the whole run may use besides questions.
    public var limits = SearchLimits()
    /// Whether the calibration is to know what a second answer is worth.
    public var asksTwice = false
    /// Prompts that enter the first race beside the optimizer's own.
    public var arms: [PromptTemplate] = []
    /// Hears of questions that were asked: how many, and whether it was in vain.
    public var asked: @Sendable (_ count: Int, _ isFailure: Bool) -> Void = { _, _ in }
    /// Hears of the best candidate so far, and of the examples that had a part in it.
    public var best: @Sendable (_ candidate: Candidate, _ searched: ExampleMarks) -> Void = {
      _, _ in
    }

    /// Makes a set-up.
    public init(
      scorer: RecordScorer, engine: Engine, decoding: Decoding, reasks: Int?, proposer: Engine?,
      seed: UInt64
    ) {
      self.scorer = scorer
      self.engine = engine
      self.decoding = decoding
      self.reasks = reasks
      self.proposer = proposer
      self.seed = seed
    }
  }
}
