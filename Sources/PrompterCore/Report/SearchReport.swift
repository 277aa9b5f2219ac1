/// A search as a report: what was gained, what was tried, and what became of the prompt.
///
/// It exists as one HTML page that needs no network, as Markdown for a pull request, and as JSON.
public struct SearchReport: Sendable {
  /// What the prompter is called.
  public let name: String
  /// The task model, as `provider/model`.
  public let model: String
  /// What the search started from.
  public let seed: PromptTemplate
  /// What it found, and how.
  public let result: OptimizationResult
  /// The file that the prompter was written to.
  public let artifact: String
  /// How long it took.
  public let seconds: Double
  /// Who was made from whom.
  let lineage: SearchLineage

  /// Makes a report.
  public init(
    name: String, model: String, seed: PromptTemplate, result: OptimizationResult,
    artifact: String, seconds: Double
  ) {
    self.name = name
    self.model = model
    self.seed = seed
    self.result = result
    self.artifact = artifact
    self.seconds = seconds
    lineage = SearchLineage(result.history, fallback: result.candidate.id)
  }

  /// The page; everything in it that comes from data is escaped.
  public var html: String { HTMLSearch.render(self) }

  /// The numbers, the fields, the way to the winner and its texts, short enough for a comment.
  public var markdown: String { MarkdownSearch.render(self) }

  /// What `optimize --json` prints, with the history of the search.
  public var json: JSONValue {
    var object = result.json(artifact: artifact, seconds: seconds).object ?? JSONObject()
    object["history"] = result.history.json
    return .object(object)
  }

  /// The held-out scores by field, in the order of the schema; fields that it does not name come
  /// last.
  var fields: [(path: FieldPath, scores: OptimizationResult.FieldScores)] {
    let order = Dictionary(
      seed.schema.fields.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first }
    )
    return (result.heldOut?.fields ?? [:]).map { (path: $0.key, scores: $0.value) }
      .sorted {
        (order[$0.path] ?? .max, $0.path.description) < (
          order[$1.path] ?? .max, $1.path.description
        )
      }
  }

  /// What the held-out numbers are of, or why there are none.
  var confirmation: String {
    switch result.heldOut?.source {
    case .confirm: "on rows that the search never saw"
    case .crossFitted: "cross-fitted: each fold by a search that did not see it"
    case nil: "not confirmed on held-out examples"
    }
  }

  /// What was shipped, in words.
  var shipped: String { result.shipped == .seed ? "the seed" : "what was found" }

  /// Said wherever scores of the search are shown.
  static let caution =
    "Scores of the search come from the rows that chose between candidates, so the best of them "
    + "look better than they are. The held-out numbers are the ones to quote."
}
