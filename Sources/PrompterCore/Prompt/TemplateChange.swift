/// One part of a prompt that differs between two templates.
public struct TemplateChange: Hashable, Sendable {
  /// The part: `instruction`, `demonstrations`, `layout.guide`, `layout.nearest`,
  /// `layout.demonstrations`, `layout.reasoning`, `layout.absent`, or `fields.` and a path.
  public let part: String
  /// Its text before and after; demonstrations are named by the first digits of their texts' hashes.
  public let before, after: String
}

extension PromptTemplate {
  /// What differs from another template of the same schema, in a fixed order.
  public func changes(from other: PromptTemplate) -> [TemplateChange] {
    var changes: [TemplateChange] = []
    func compare(_ part: String, _ before: String, _ after: String) {
      if before != after { changes.append(.init(part: part, before: before, after: after)) }
    }
    compare("instruction", other.instruction, instruction)
    compare("layout.guide", other.layout.guide.rawValue, layout.guide.rawValue)
    compare(
      "layout.demonstrations", other.layout.demonstrations.rawValue,
      layout.demonstrations.rawValue)
    compare(
      "layout.nearest", other.layout.nearest.map(String.init) ?? "",
      layout.nearest.map(String.init) ?? "")
    compare("layout.reasoning", "\(other.layout.reasoning)", "\(layout.reasoning)")
    compare("layout.absent", other.layout.absent.rawValue, layout.absent.rawValue)
    if demonstrations != other.demonstrations {
      compare("demonstrations", other.demonstrationNames, demonstrationNames)
    }
    for field in schema.fields {
      compare(
        "fields.\(field.path)", other.fields[field.path]?.text ?? "",
        fields[field.path]?.text ?? "")
    }
    return changes
  }

  /// The demonstrations in a line: how many, and the first ones by hash.
  private var demonstrationNames: String {
    let names = demonstrations.prefix(12).map { ContentHash.sha256($0.input).prefix(8) }
    let more = demonstrations.count > names.count ? " …" : ""
    return "\(demonstrations.count): \(names.joined(separator: " "))\(more)"
  }
}

extension FieldGuidance {
  /// The description and the rules, as one text.
  var text: String { ([description] + rules).filter { !$0.isEmpty }.joined(separator: ". ") }
}
