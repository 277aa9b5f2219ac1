/// Names a model: `provider/model`.
public struct ModelReference: Hashable, Sendable, CustomStringConvertible {
  /// The part before the first slash.
  public let provider: String
  /// The part after it.
  public let model: String

  /// The model that runs without a key or a network.
  public static let standard = ModelReference(provider: "local", model: "smollm2-135m")

  private init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }

  /// Reads a reference.
  ///
  /// Throws `ReferenceError` that lists the providers when it is none.
  public init(_ text: String) throws {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex,
      text.index(after: slash) != text.endIndex
    else {
      throw ReferenceError(
        "'\(text)' is no model; write provider/model, such as \(Self.standard)")
    }
    provider = String(text[..<slash])
    model = String(text[text.index(after: slash)...])
    guard Self.providers.contains(provider) else {
      throw ReferenceError(
        "unknown provider '\(provider)'; known are \(Self.providers.joined(separator: ", "))")
    }
    if provider == "local" { try LocalModelCatalog.check(model) }
  }

  /// All providers.
  public static let providers =
    ["local"] + ProviderRow.all.map(\.name).sorted() + ["anthropic", "gemini"]

  /// The reference as users write it.
  public var description: String { "\(provider)/\(model)" }
}

/// Why a name leads nowhere: wrong usage.
public struct ReferenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to write instead.
  public let description: String

  /// Makes an error.
  public init(_ description: String) {
    self.description = description
  }
}
