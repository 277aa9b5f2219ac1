/// Scores of an optimization, from examples that the search never saw.
public struct ArtifactScores: Hashable, Sendable {
  /// Where the scores come from.
  public enum HeldOut: String, Hashable, Sendable {
    /// Rows set aside that selected nothing.
    case confirm
    /// Folds that took turns; for small data sets.
    case crossFitted = "cross-fitted"
  }

  /// The seed prompter's score, and this one's.
  public var seed, optimized: Double
  /// The 95 % intervals of both.
  public var seedInterval, optimizedInterval: Interval
  /// The mean gain, its 95 % interval, and the p-value.
  public var gain: Double
  /// The 95 % interval of the gain.
  public var gainInterval: Interval
  /// Two-sided, by sign-flip permutation.
  public var p: Double
  /// How many examples.
  public var n: Int
  /// Where the scores come from.
  public var heldOut: HeldOut

  /// Makes scores.
  public init(
    seed: Double, optimized: Double, seedInterval: Interval, optimizedInterval: Interval,
    gain: Double, gainInterval: Interval, p: Double, n: Int, heldOut: HeldOut
  ) {
    self.seed = seed
    self.optimized = optimized
    self.seedInterval = seedInterval
    self.optimizedInterval = optimizedInterval
    self.gain = gain
    self.gainInterval = gainInterval
    self.p = p
    self.n = n
    self.heldOut = heldOut
  }
}

/// A prompter as one JSON file, `prompter/1`.
public struct Artifact: Hashable, Sendable {
  /// Its name and version.
  public var name: String
  /// Counts up with each saved version of the name; 1 for the first.
  public var version: Int
  /// What is said to the model.
  public var template: PromptTemplate
  /// The model, as `provider/model`.
  public var model: String
  /// How answers are chosen.
  public var decoding: Decoding
  /// The metrics by which it was trained: options that override the schema.
  public var metric: JSONValue
  /// How confidence is computed; nil when uncalibrated.
  public var calibration: Calibration?
  /// What training achieved; nil when nothing was confirmed.
  public var scores: ArtifactScores?
  /// The hash and the size of the training data; nil without any.
  public var data: DataReference?
  /// SHA-256 of the artifact that it came from.
  public var parentHash: String?
  /// The command that makes it again.
  public var command: String?
  /// The seed of all chance in the training.
  public var seed: UInt64

  /// Names training data.
  public struct DataReference: Hashable, Sendable {
    /// SHA-256 of the data set.
    public var sha256: String
    /// How many examples it has.
    public var n: Int
    /// The examples of this and earlier trainings that had a part in the prompt: they cannot judge
    /// it.
    public var searched = ExampleMarks()

    /// Makes a reference.
    public init(sha256: String, n: Int) {
      self.sha256 = sha256
      self.n = n
    }

    var json: JSONValue {
      var json: JSONObject = ["sha256": .string(sha256), "n": .integer(n)]
      if !searched.isEmpty { json["searched"] = .string(searched.text) }
      return .object(json)
    }
  }

  /// Makes an artifact.
  public init(
    name: String, version: Int = 1, template: PromptTemplate, model: String,
    decoding: Decoding = Decoding(), metric: JSONValue = [:], calibration: Calibration? = nil,
    scores: ArtifactScores? = nil, data: DataReference? = nil, parentHash: String? = nil,
    command: String? = nil, seed: UInt64 = 0
  ) {
    self.name = name
    self.version = version
    self.template = template
    self.model = model
    self.decoding = decoding
    self.metric = metric
    self.calibration = calibration
    self.scores = scores
    self.data = data
    self.parentHash = parentHash
    self.command = command
    self.seed = seed
  }
}
