/// Which parts of a prompt a search may change.
///
/// A part is named as options name it: `instruction`, `demonstrations`, `layout` or one of
/// `layout.guide`, `layout.demonstrations`, `layout.reasoning` and `layout.absent`, `fields` for what
/// the prompt says about all fields, or the path of a field, which stands for the fields below it
/// too. `fields.` in front of a path tells a field from a part of the same name.
public struct SearchSpace: Hashable, Sendable {
  /// A part of a prompt.
  private enum Part: Hashable {
    case instruction, demonstrations, guide, style, reasoning, absent
    case guidance(FieldPath)
  }

  private static let layout: [String: Part] = [
    "layout.guide": .guide, "layout.demonstrations": .style, "layout.reasoning": .reasoning,
    "layout.absent": .absent,
  ]

  private let closed: Set<Part>
  /// Whether what the prompt says about some field is to stay, which it does not when the prompt
  /// says nothing about fields any more.
  private let keepsGuide: Bool

  /// Everything may change.
  public static let all = SearchSpace(closed: [], keepsGuide: false)

  private init(closed: Set<Part>, keepsGuide: Bool) {
    self.closed = closed
    self.keepsGuide = keepsGuide
  }

  /// Makes a space by names.
  ///
  /// - Parameters:
  ///   - only: the parts that may change; empty for all.
  ///   - skip: parts that may not; fields among them stay described.
  /// Throws `SearchSpaceError` when the schema has no such part, or when nothing is left to search.
  public init(_ schema: Schema, only: [String] = [], skip: [String] = []) throws(SearchSpaceError) {
    let guidance = schema.fields.map { Part.guidance($0.path) }
    let all: Set<Part> = Set([.instruction, .demonstrations] + Self.layout.values + guidance)
    var closed = only.isEmpty ? [] : all
    for name in only { closed.subtract(try Self.parts(name, schema)) }
    var kept: Set<Part> = []
    for name in skip { kept.formUnion(try Self.parts(name, schema)) }
    closed.formUnion(kept)
    guard closed != all else {
      throw SearchSpaceError("no part of the prompt is left to search")
    }
    self.closed = closed
    keepsGuide = !kept.isDisjoint(with: guidance)
  }

  private static func parts(_ name: String, _ schema: Schema) throws(SearchSpaceError) -> Set<Part>
  {
    switch name {
    case "instruction": return [.instruction]
    case "demonstrations": return [.demonstrations]
    case "layout": return Set(layout.values)
    case "fields": return Set(schema.fields.map { .guidance($0.path) })
    default: break
    }
    if let part = layout[name] { return [part] }
    let path = name.hasPrefix("fields.") ? String(name.dropFirst("fields.".count)) : name
    let found = schema.fields.map(\.path).filter {
      let text = $0.description
      return text == path || text.hasPrefix(path + ".") || text.hasPrefix(path + "[")
    }
    guard !found.isEmpty else {
      let fields = schema.fields.map(\.path.description).joined(separator: ", ")
      throw SearchSpaceError(
        "'\(name)' is no part of the prompt; there are instruction, demonstrations, layout, "
          + "\(layout.keys.sorted().joined(separator: ", ")), fields, and the fields \(fields)")
    }
    return Set(found.map { .guidance($0) })
  }

  /// Whether the instruction may change.
  public var isInstructionOpen: Bool { !closed.contains(.instruction) }
  /// Whether demonstrations may be chosen.
  public var areDemonstrationsOpen: Bool { !closed.contains(.demonstrations) }
  /// Whether what is said about a field may change.
  public func isOpen(_ field: FieldPath) -> Bool { !closed.contains(.guidance(field)) }

  /// A changed template with its closed parts as they were.
  func restoring(_ changed: PromptTemplate, to original: PromptTemplate) -> PromptTemplate {
    guard !closed.isEmpty else { return changed }
    var template = changed
    for part in closed {
      switch part {
      case .instruction: template.instruction = original.instruction
      case .demonstrations:
        template.demonstrations = original.demonstrations
        template.layout.nearest = original.layout.nearest
      case .guide: template.layout.guide = original.layout.guide
      case .style: template.layout.demonstrations = original.layout.demonstrations
      case .reasoning: template.layout.reasoning = original.layout.reasoning
      case .absent: template.layout.absent = original.layout.absent
      case .guidance(let field): template.fields[field] = original.fields[field]
      }
    }
    if keepsGuide, template.layout.guide == .none { template.layout.guide = original.layout.guide }
    return template
  }
}

/// Why a search has no space: wrong usage.
public struct SearchSpaceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what there is.
  public let description: String

  init(_ description: String) { self.description = description }
}
