/// What an evaluation was made with, besides prompter, model and data.
public struct EvaluationSetup: Hashable, Sendable {
  /// The version of the program.
  public var version: String?
  /// The commit that the working folder was at.
  public var commit: String?
  /// How answers were chosen: temperature, the most tokens of an answer, seed.
  public var decoding: Decoding?
  /// What the model's tokens cost.
  public var price: Price?
  /// How many of the examples had a part in the prompter's training.
  public var searched: Int

  /// Makes a setup.
  public init(
    version: String? = nil, commit: String? = nil, decoding: Decoding? = nil, price: Price? = nil,
    searched: Int = 0
  ) {
    self.searched = searched
    self.version = version
    self.commit = commit
    self.decoding = decoding
    self.price = price
  }
}
