/// Something the parser mended to make an answer usable.
public struct Repair: Hashable, Sendable {
  /// Which rule was applied, such as `fence` or `trailing_comma`.
  public let rule: String
  /// Where in the record; the root for the text as a whole.
  public let path: FieldPath
  /// The value before, when the rule changed one.
  public let before: JSONValue?
  /// The value after.
  public let after: JSONValue?

  /// Makes a repair.
  public init(
    rule: String, path: FieldPath = .root, before: JSONValue? = nil, after: JSONValue? = nil
  ) {
    self.rule = rule
    self.path = path
    self.before = before
    self.after = after
  }
}

/// What a reader of an answer must know besides the value.
public enum ParseFlag: String, Hashable, Sendable, CaseIterable {
  /// The answer stopped in the middle of the value.
  case incomplete
  /// The answer says that it left something out (`...`).
  case truncated
  /// A key stood twice; the last one counts.
  case duplicateKey = "duplicate_key"
  /// NaN or an infinity became null.
  case notFinite = "not_finite"
}

/// A record read from a model's answer.
public struct ParsedRecord: Sendable {
  /// The record; it has the schema's shape, though it may still break a limit.
  public var value: JSONValue
  /// What was mended, in order; empty for an answer that was strict JSON of the right types.
  public var repairs: [Repair]
  /// What else to know.
  public var flags: Set<ParseFlag>
  /// For every leaf of the record (scalar or null, concrete path) the UTF-8 bytes of the answer
  /// that spelt it, quotes included; a leaf that was filled in has none.
  public var places: [FieldPath: Range<Int>]
  /// The sum of the weights of what was coerced; 0 when nothing was.
  public var penalty: Int
  /// How the record breaks the schema; nil when that was not looked at.
  var violations: [SchemaViolation]?

  /// Makes a record.
  public init(
    value: JSONValue, repairs: [Repair] = [], flags: Set<ParseFlag> = [],
    places: [FieldPath: Range<Int>] = [:], penalty: Int = 0
  ) {
    self.value = value
    self.repairs = repairs
    self.flags = flags
    self.places = places
    self.penalty = penalty
  }
}

extension ParsedRecord {
  /// The leaf in the middle of which an answer stopped: its value is not to be trusted.
  ///
  /// An answer that only lacks closing brackets has none.
  func cutLeaf(in answer: String) -> FieldPath? {
    guard flags.contains(.incomplete) else { return nil }
    let bytes = answer.utf8
    let end = bytes.count - bytes.reversed().prefix { $0 <= 0x20 }.count
    guard let (path, place) = places.first(where: { $0.value.upperBound >= end }) else {
      return nil
    }
    let spelling = Array(bytes.prefix(end).dropFirst(place.lowerBound))
    guard spelling.first == UInt8(ascii: "\"") else { return path }
    // A quote behind an odd number of backslashes belongs to the text.
    let slashes = spelling.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
    let isClosed =
      spelling.count > 1 && spelling.last == UInt8(ascii: "\"") && slashes % 2 == 0
    return isClosed ? nil : path
  }
}

/// Why no record could be read from an answer.
public struct ParseFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place in the record that could not be read; the root when there was no JSON at all.
  public let path: FieldPath
  /// What is wrong, short enough to show to the model; it never quotes the answer.
  public let message: String

  /// Makes a failure.
  public init(path: FieldPath = .root, message: String) {
    self.path = path
    self.message = message
  }

  /// The place and the fault.
  public var description: String { "\(path): \(message)" }
}
