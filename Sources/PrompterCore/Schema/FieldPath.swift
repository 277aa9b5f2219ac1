/// Names a value in a record (`items[2].price`) or a field of a schema (`items[].price`).
public struct FieldPath: Hashable, Sendable {
  /// One step down.
  public enum Step: Hashable, Sendable {
    /// A member of an object.
    case key(String)
    /// One item of an array, counted from 0.
    case index(Int)
    /// Every item of an array, or every value of a map.
    case each
  }

  /// The steps from the root.
  public var steps: [Step]

  /// Makes a path.
  public init(_ steps: [Step] = []) {
    self.steps = steps
  }

  /// The record itself.
  public static let root = FieldPath()

  /// The path of a member of this object.
  public func key(_ name: String) -> FieldPath { FieldPath(steps + [.key(name)]) }
  /// The path of an item of this array.
  public func index(_ index: Int) -> FieldPath { FieldPath(steps + [.index(index)]) }
  /// The path of all items of this array.
  public var each: FieldPath { FieldPath(steps + [.each]) }

  /// The field that a concrete path belongs to: every index becomes "each".
  public var field: FieldPath {
    FieldPath(steps.map { if case .index = $0 { .each } else { $0 } })
  }

  /// The path without its last step; the root's parent is the root.
  public var parent: FieldPath { FieldPath(Array(steps.dropLast())) }

  /// Whether this path is the other one or lies below it.
  public func isWithin(_ other: FieldPath) -> Bool {
    steps.starts(with: other.steps)
  }
}

extension FieldPath: CustomStringConvertible {
  /// The path as users write it; the root is `$`.
  public var description: String {
    if steps.isEmpty { return "$" }
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .each: text += "[]"
      case .key(let name):
        if Self.needsQuotes(name) {
          text += "[\(JSONValue.string(name).text())]"
        } else {
          text += text.isEmpty ? name : ".\(name)"
        }
      }
    }
    return text
  }

  /// Whether a name would be read as something else when written bare.
  ///
  /// A mark that combines with the character before it would swallow the dot.
  private static func needsQuotes(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, name != "$" else { return true }
    return !first.isASCII && first.properties.isGraphemeExtend
      || name.utf8.contains {
        switch $0 {
        case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""): true
        default: false
        }
      }
  }
}

extension FieldPath: LosslessStringConvertible {
  /// Reads a path as users write it; nil when it is malformed.
  public init?(_ description: String) {
    steps = []
    if description == "$" { return }
    var rest = description.unicodeScalars[...]
    if rest.isEmpty { return nil }
    while !rest.isEmpty {
      if rest.first == "[" {
        guard let step = Self.bracket(&rest) else { return nil }
        steps.append(step)
      } else {
        if !steps.isEmpty {
          guard rest.popFirst() == "." else { return nil }
        }
        let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
        guard !name.isEmpty else { return nil }
        steps.append(.key(String(name)))
        rest = rest[name.endIndex...]
      }
    }
  }

  /// Reads `[]`, `[2]` or `["quoted key"]`.
  private static func bracket(_ rest: inout Substring.UnicodeScalarView) -> Step? {
    rest.removeFirst()
    if rest.first == "\"" {
      var end = rest.index(after: rest.startIndex)
      while end < rest.endIndex, rest[end] != "\"" {
        if rest[end] == "\\" {
          rest.formIndex(after: &end)
          guard end < rest.endIndex else { return nil }
        }
        rest.formIndex(after: &end)
      }
      guard end < rest.endIndex, let name = try? JSONParser.parse(String(rest[...end])).string
      else { return nil }
      rest = rest[rest.index(after: end)...]
      guard rest.popFirst() == "]" else { return nil }
      return .key(name)
    }
    let digits = rest.prefix { $0 != "]" }
    rest = rest[digits.endIndex...]
    guard rest.popFirst() == "]" else { return nil }
    if digits.isEmpty { return .each }
    guard digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(String(digits)).map(Step.index)
  }
}

extension JSONValue {
  /// The value at a concrete path, or nil when there is none.
  public subscript(path: FieldPath) -> JSONValue? {
    var value = self
    for step in path.steps {
      switch step {
      case .key(let name):
        guard let member = value[key: name] else { return nil }
        value = member
      case .index(let index):
        guard let items = value.array, items.indices.contains(index) else { return nil }
        value = items[index]
      case .each: return nil
      }
    }
    return value
  }
}
