public import Foundation
public import PrompterCore

/// How a model is reached.
public struct ModelConnection: Sendable {
  /// Sends HTTP requests.
  public var transport: any HTTPTransport
  /// Replaces the provider's address: `…/v1`, as OpenAI's clients take it.
  ///
  /// Without it `OPENAI_BASE_URL` of the environment holds for `openai/…`, and for no other
  /// provider, whose key it must not get.
  public var baseURL: String?
  /// How long one attempt may take.
  public var timeout: Duration
  /// Where keys come from.
  public var environment: [String: String]

  /// Makes a connection with the process's environment.
  public init(
    transport: any HTTPTransport = CurlTransport(), baseURL: String? = nil,
    timeout: Duration = .seconds(120),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.transport = transport
    self.baseURL = baseURL
    self.timeout = timeout
    self.environment = environment
  }

  /// Makes the model that a reference names.
  ///
  /// Nothing is sent yet.
  ///
  /// Throws `ModelError` when the key is missing.
  public func model(_ reference: ModelReference) throws -> any LanguageModel {
    switch reference.provider {
    case "local": return LocalModel(reference, connection: self)
    case "anthropic":
      let key = try key(Anthropic.keyVariable, reference)
      return Anthropic(
        name: reference.description, model: reference.model,
        client: client(
          reference, "\(address(reference, Anthropic.address))/messages",
          [("x-api-key", key), ("anthropic-version", Anthropic.version)]))
    case "gemini":
      let key = try key(Gemini.keyVariable, reference)
      let path = "\(address(reference, Gemini.address))/models/\(reference.model):generateContent"
      return Gemini(
        name: reference.description, client: client(reference, path, [("x-goog-api-key", key)]))
    default:
      guard let row = ProviderRow.all.first(where: { $0.name == reference.provider }) else {
        throw ReferenceError("unknown provider '\(reference.provider)'")
      }
      var headers: [(name: String, value: String)] = []
      if let variable = row.keyVariable {
        headers.append(("Authorization", "Bearer \(try key(variable, reference))"))
      }
      return OpenAICompatible(
        name: reference.description, model: reference.model, row: row,
        client: client(reference, "\(address(reference, row.address))/chat/completions", headers))
    }
  }

  /// Whose limits a model's calls count against.
  func account(_ reference: ModelReference) -> ModelAccount {
    ModelAccount(
      model: reference, address: replacement(reference),
      key: Self.keyVariable(reference).flatMap { environment[$0] }?.hashValue)
  }

  private static func keyVariable(_ reference: ModelReference) -> String? {
    switch reference.provider {
    case "anthropic": Anthropic.keyVariable
    case "gemini": Gemini.keyVariable
    default: ProviderRow.all.first { $0.name == reference.provider }?.keyVariable
    }
  }

  /// The address that replaces the provider's own.
  private func replacement(_ reference: ModelReference) -> String? {
    if let baseURL { return baseURL }
    guard reference.provider == "openai", let address = environment["OPENAI_BASE_URL"] else {
      return nil
    }
    return address.isEmpty ? nil : address
  }

  private func address(_ reference: ModelReference, _ standard: String) -> String {
    var address = replacement(reference) ?? standard
    while address.hasSuffix("/") { address.removeLast() }
    return address
  }

  private func client(
    _ reference: ModelReference, _ url: String, _ headers: [(name: String, value: String)]
  ) -> ProviderClient {
    ProviderClient(
      transport: transport, provider: reference.provider, url: url, headers: headers,
      timeout: timeout)
  }

  private func key(_ variable: String, _ reference: ModelReference) throws -> String {
    if let key = environment[variable], !key.isEmpty { return key }
    // A server of the user's own, behind another address, mostly wants no key.
    if replacement(reference) != nil { return "none" }
    throw ModelError(
      .credentials, "\(reference) needs a key: set the environment variable \(variable)",
      attempts: 0)
  }
}
