import PrompterKit

/// What somebody says of an answer.
struct FeedbackBody: Sendable {
  /// The judgement.
  enum Judgement: Sendable {
    /// What the record should have been.
    case record(JSONValue)
    /// Whether it was right as a whole.
    case correct(Bool)
    /// How good it was, from 0 to 1.
    case score(Double)
  }

  /// The id of the document, as the answer has it.
  let id: String
  let judgement: Judgement
  /// The prompter that answered; nil for the first one.
  let prompter: String?
  /// The document's text, for reviews.
  let text: String?
  /// The answer itself, for reviews.
  let extraction: JSONValue?

  /// Reads a body.
  ///
  /// Throws a problem, 422, that names what is wrong.
  init(_ json: JSONValue) throws(Problem) {
    guard let object = json.object else { throw .invalid("the body must be an object") }
    func fault(_ key: String, _ message: String) -> Problem {
      .invalid("'\(key)' \(message)", faults: [.init(key, message)])
    }
    guard let id = object["id"]?.string, !id.isEmpty else {
      throw fault("id", "must be the id of the document")
    }
    let given = ["record", "correct", "score"].filter { !(object[$0] ?? .null).isNull }
    guard given.count == 1, let key = given.first, let value = object[key] else {
      throw .invalid("exactly one of record, correct and score is needed")
    }
    switch (key, value) {
    case ("record", .object): judgement = .record(value)
    case ("record", _): throw fault("record", "must be an object")
    case ("correct", .bool(let isCorrect)): judgement = .correct(isCorrect)
    case ("correct", _): throw fault("correct", "must be a boolean")
    default:
      guard let score = value.double, (0...1).contains(score) else {
        throw fault("score", "must be a number from 0 to 1")
      }
      judgement = .score(score)
    }
    for key in ["prompter", "text"] {
      if let value = object[key], !value.isNull, value.string == nil {
        throw fault(key, "must be a string")
      }
    }
    if let value = object["extraction"], !value.isNull, value.object == nil {
      throw fault("extraction", "must be an object")
    }
    self.id = id
    prompter = object["prompter"]?.string
    text = object["text"]?.string
    extraction = object["extraction"].flatMap { $0.isNull ? nil : $0 }
  }
}
