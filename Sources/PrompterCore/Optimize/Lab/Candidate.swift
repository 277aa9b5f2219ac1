/// A prompt template that an optimizer considers, with where it came from.
public struct Candidate: Hashable, Sendable {
  /// The template.
  public let template: PromptTemplate
  /// What was done to get it, in a few words.
  public let origin: String
  /// The hash of the template that it was made from; nil for the seed.
  public let parent: String?
  /// What differs from the candidate that it was made from.
  public let changes: [TemplateChange]
  /// What may differ in candidates that are made from it.
  public let space: SearchSpace

  /// Makes the candidate that a search starts from.
  public init(_ template: PromptTemplate, origin: String, space: SearchSpace = .all) {
    self.init(template, origin: origin, parent: nil, changes: [], space: space)
  }

  private init(
    _ template: PromptTemplate, origin: String, parent: String?, changes: [TemplateChange],
    space: SearchSpace
  ) {
    self.template = template
    self.origin = origin
    self.parent = parent
    self.changes = changes
    self.space = space
    id = template.sha256
  }

  /// The hash of its template, which names it.
  public let id: String

  /// The candidate without texts among those that its prompts choose from: what is chosen from must
  /// not hold what judges it.
  func withholding(_ texts: Set<String>) -> Candidate {
    let changed = template.withholding(texts)
    return changed == template ? self : Candidate(changed, origin: origin, space: space)
  }

  /// A candidate made from this one; parts that the search may not change stay as they are.
  public func child(
    _ origin: String, _ change: (inout PromptTemplate) -> Void
  ) -> Candidate {
    var changed = template
    change(&changed)
    changed = space.restoring(changed, to: template)
    return Candidate(
      changed, origin: origin, parent: id, changes: changed.changes(from: template), space: space)
  }
}

extension PromptTemplate {
  /// The template without texts among those that its prompts choose from.
  func withholding(_ texts: Set<String>) -> PromptTemplate {
    guard layout.nearest != nil else { return self }
    var template = self
    template.demonstrations.removeAll { texts.contains($0.input) }
    return template
  }
}
