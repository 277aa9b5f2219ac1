/// What an answer itself says about how far a value is to be trusted.
///
/// Nothing here looks at the length of the document: text that is added to it moves no signal, unless
/// it says a value, another one of the schema's, or the name of a field.
public struct Signals: Hashable, Sendable {
  /// One of them.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    /// The log-odds of the least likely token of the value.
    case leastLogit = "least_logit"
    /// The log-odds of its tokens' mean log-probability.
    case meanLogit = "mean_logit"
    /// The log-odds of its first token, which tells null from a value.
    case firstLogit = "first_logit"
    /// 1 when there are tokens, else 0.
    case hasTokens = "has_tokens"
    /// 1 when the document says the value, 0 when it nearly does, -1 when it does not, between for a
    /// list; 0 for what is not looked up.
    case grounded
    /// 1 when there is no value.
    case absent
    /// 1 when the parser mended the value or the whole answer.
    case repaired
    /// The log-odds of all its tokens together.
    case wholeLogit = "whole_logit"
    /// The log-odds of the choice among the values, or the kinds of values, that were possible.
    case choiceLogit = "choice_logit"
    /// How much likelier its least certain token was than the next best, in log-odds.
    case margin
    /// For a field that was left out: the log-odds of the least likely token where it would stand.
    case skipLogit = "skip_logit"
    /// 1 when another field has the same value.
    case shared
    /// The mean of the least log-odds of the other fields: a model that is lost is lost everywhere.
    case othersLogit = "others_logit"
    /// How many of the other fields' values the document does not say, as a share.
    case othersUngrounded = "others_ungrounded"
    /// 1 when the document does not say the value, but another one that the schema lists.
    case rival
    /// The share of the words of the field's name that the document has, when there is a value.
    case namedPresent = "named_present"
    /// The same when there is none.
    case namedAbsent = "named_absent"
    /// 1 when a second answer says the same, -1 when it does not, 0 without one.
    case agrees
    /// The mean of that over the other fields.
    case othersAgree = "others_agree"
  }

  /// What needs one answer only.
  public static let plain = Name.allCases.filter { $0 != .agrees && $0 != .othersAgree }
  /// The same with what needs a second answer.
  public static let agreeing = Name.allCases

  private var values: [Double]

  /// Makes signals that are all 0.
  public init() {
    values = Array(repeating: 0, count: Name.allCases.count)
  }

  /// A signal, between -5 and 5.
  public subscript(name: Name) -> Double {
    get { values[Self.places[name.rawValue] ?? 0] }
    set { values[Self.places[name.rawValue] ?? 0] = LogProbability.held(newValue) }
  }

  /// Several signals, in the order of their names.
  public func values(_ names: [Name]) -> [Double] { names.map { self[$0] } }

  private static let places = Dictionary(
    uniqueKeysWithValues: Name.allCases.enumerated().map { ($1.rawValue, $0) })
}
