/// How a prompt is laid out: which parts it shows and in what form.
public struct Layout: Hashable, Sendable {
  /// How the fields are described.
  public enum Guide: String, Hashable, Sendable, CaseIterable {
    /// One line a field: name, type, description, rules.
    case fields
    /// The JSON Schema itself.
    case schema
    /// Not at all: demonstrations and the constraint on the answer must do.
    case none
  }

  /// How demonstrations are shown.
  public enum Demonstrations: String, Hashable, Sendable, CaseIterable {
    /// As turns of the conversation: the user gives a text, the assistant the record.
    case turns
    /// As text inside the one message.
    case inline
  }

  /// How an answer says that the text does not give a value.
  public enum Absent: String, Hashable, Sendable, CaseIterable {
    /// With null.
    case null
    /// By leaving the field out, where the schema allows null.
    case omitted
  }

  /// How the fields are described.
  public var guide: Guide
  /// How demonstrations are shown.
  public var demonstrations: Demonstrations
  /// How many demonstrations a prompt shows: those most like its document, the nearest last; nil
  /// for all of them.
  public var nearest: Int?
  /// Whether answers begin with a thought, which is not part of the record.
  public var reasoning: Bool
  /// How an answer says that the text does not give a value.
  public var absent: Absent

  /// Makes a layout.
  public init(
    guide: Guide = .fields, demonstrations: Demonstrations = .turns, nearest: Int? = nil,
    reasoning: Bool = false, absent: Absent = .null
  ) {
    self.guide = guide
    self.demonstrations = demonstrations
    self.nearest = nearest
    self.reasoning = reasoning
    self.absent = absent
  }
}
