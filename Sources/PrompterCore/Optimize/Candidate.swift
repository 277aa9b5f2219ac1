/// A prompt template that an optimizer considers, with where it came from.
public struct Candidate: Hashable, Sendable {
  /// The template.
  public var template: PromptTemplate
  /// What was done to get it, in a few words.
  public var origin: String
  /// The hash of the template that it was made from; nil for the seed.
  public var parent: String?

  /// Makes a candidate.
  public init(_ template: PromptTemplate, origin: String, parent: String? = nil) {
    self.template = template
    self.origin = origin
    self.parent = parent
  }

  /// The hash of its template, which names it.
  public var id: String { template.sha256 }

  /// A candidate made from this one.
  public func child(
    _ origin: String, _ change: (inout PromptTemplate) -> Void
  ) -> Candidate {
    var template = template
    change(&template)
    return Candidate(template, origin: origin, parent: id)
  }
}
