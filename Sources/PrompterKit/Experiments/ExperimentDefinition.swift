public import PrompterCore

/// What an experiment is: fixed by its first run, so that all outcomes are of one thing.
public struct ExperimentDefinition: Hashable, Sendable {
  /// One who takes part.
  public struct Variant: Hashable, Sendable {
    /// How outputs call it.
    public let name: String
    /// The prompter, as the user named it.
    public let reference: String
    /// Its share of the documents; nil for one that answers in the shadow.
    public let weight: Double?
    /// SHA-256 of its prompter.
    public let prompterHash: String
    /// Its model, as `provider/model`.
    public let model: String

    /// Makes a variant.
    public init(
      name: String, reference: String, weight: Double?, prompterHash: String, model: String
    ) {
      self.name = name
      self.reference = reference
      self.weight = weight
      self.prompterHash = prompterHash
      self.model = model
    }
  }

  /// The experiment's name, which goes into the hash that assigns.
  public let name: String
  /// Those who serve, then those in the shadow.
  public let variants: [Variant]
  /// The named input whose value is assigned; nil for the document's id.
  public let key: String?
  /// The schema of the records, for scoring.
  public let schema: Schema
  /// Who serves what.
  public let allocation: Allocation

  /// Makes a definition.
  ///
  /// Throws `ReferenceError` when nobody serves, a weight is none, or two are called alike.
  public init(name: String, variants: [Variant], key: String? = nil, schema: Schema) throws {
    let serving = variants.filter { $0.weight != nil }
    guard let allocation = Allocation(experiment: name, weights: serving.compactMap(\.weight))
    else {
      throw ReferenceError(
        "an experiment needs a prompter that serves, with a weight above 0, such as invoices@1=90")
    }
    var seen: Set<String> = []
    for variant in variants where !seen.insert(variant.name).inserted {
      throw ReferenceError("'\(variant.name)' takes part twice")
    }
    self.name = name
    self.variants = serving + variants.filter { $0.weight == nil }
    self.key = key
    self.schema = schema
    self.allocation = allocation
  }

  /// What is assigned of a document: its id, or the value of a named input.
  ///
  /// A document without that input goes by its id.
  public func unit(of document: Document) -> String {
    guard let key, let value = document.input?[key], !value.isNull else { return document.id }
    return value.string ?? value.text()
  }

  /// SHA-256 of all that decides who answers what.
  public var sha256: String {
    let parts = variants.map { variant in
      [variant.name, variant.weight.map { "\($0)" } ?? "", variant.prompterHash, variant.model]
        .joined(separator: "\u{0}")
    }
    return ContentHash.sha256(name, key ?? "", parts.joined(separator: "\u{1}"))
  }

  /// What tells another definition apart, in words; nil when it is the same experiment.
  func difference(from other: ExperimentDefinition) -> String? {
    if name != other.name { return "it is called '\(name)', not '\(other.name)'" }
    if key != other.key {
      return "it assigns by \(key.map { "'\($0)'" } ?? "the document's id"), not by "
        + (other.key.map { "'\($0)'" } ?? "the document's id")
    }
    let names = variants.map(\.name)
    guard names == other.variants.map(\.name) else {
      return "it has the variants \(names.joined(separator: ", "))"
    }
    for (mine, others) in zip(variants, other.variants) {
      if mine.weight != others.weight {
        return "'\(mine.name)' has \(mine.weight.map { "the weight \($0)" } ?? "no weight")"
      }
      if mine.prompterHash != others.prompterHash || mine.model != others.model {
        return "'\(mine.name)' was another prompter or had another model"
      }
    }
    return nil
  }
}
