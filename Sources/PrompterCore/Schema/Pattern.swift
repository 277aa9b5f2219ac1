/// A `pattern` of JSON Schema: an ECMA-262 regular expression that matches anywhere in a text.
///
/// It is run as a set of states over the text (Thompson 1968, "Regular expression search
/// algorithm"), so a match takes time in proportion to the length of the text whatever the pattern.
/// Look-around and references back to groups, which need more, are refused.
public struct Pattern: Hashable, Sendable {
  /// The longest text that is matched, in Unicode scalars; a longer one does not match.
  public static let longestText = 100_000

  /// The regular expression as written.
  public let source: String
  private let program: PatternProgram

  /// Compiles a regular expression.
  ///
  /// Throws `PatternError` when it is malformed, uses something that cannot be matched in linear
  /// time, or grows beyond 1,000 states.
  public init(_ source: String) throws(PatternError) {
    self.source = source
    program = try PatternProgram(PatternParser.parse(source))
  }

  /// Whether the pattern matches the text or any part of it.
  public func matches(_ text: String) -> Bool {
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      scalars.append(scalar)
      if scalars.count > Self.longestText { return false }
    }
    return program.matches(scalars)
  }

  /// Whether both were written alike.
  public static func == (a: Pattern, b: Pattern) -> Bool { a.source == b.source }

  /// Hashes the pattern as written.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Why a regular expression cannot be used.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, naming the construct.
  public let message: String

  /// Makes an error.
  public init(_ message: String) {
    self.message = message
  }

  /// What is wrong.
  public var description: String { message }
}
