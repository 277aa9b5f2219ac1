/// A parsed JSON value that remembers which bytes of the text it came from.
///
/// Confidence needs the place of each value in a model's answer to find the tokens that spelt it.
public struct JSONNode: Sendable {
  /// What the node holds.
  public enum Content: Sendable {
    /// Null, a boolean, a number or a string.
    case leaf(JSONValue)
    /// The items of an array.
    case array([JSONNode])
    /// The members of an object, doubled keys included, in the order of the text.
    case object([(key: String, value: JSONNode)])
  }

  /// The value.
  public var content: Content
  /// Where it stands: offsets of UTF-8 bytes; a string's range includes its quotes.
  public var range: Range<Int>

  /// Makes a node.
  public init(_ content: Content, range: Range<Int>) {
    self.content = content
    self.range = range
  }

  /// The value without places; of doubled keys the last one counts.
  public var value: JSONValue {
    switch content {
    case .leaf(let value): value
    case .array(let items): .array(items.map(\.value))
    case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.value) }))
    }
  }
}
