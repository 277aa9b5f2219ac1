import Foundation
import PrompterCore

/// A model that prompter runs itself, on loopback, without a key or a network.
final class LocalModel: LanguageModel {
  let name: String
  private let reference: ModelReference
  private let connection: ModelConnection
  private let folders: LocalFolders
  private let shared: Locked<LocalServer?>

  private static let row = ProviderRow(
    name: "local", address: "", keyVariable: nil, structure: .grammar,
    capabilities: ModelCapabilities(
      givesLogProbabilities: true, isFree: true, contextLength: LocalServer.context,
      // One stream generates as fast as several together, shares prefixes, and repeats exactly.
      parallelCalls: 1, canPropose: false))

  init(_ reference: ModelReference, connection: ModelConnection) {
    self.reference = reference
    self.connection = connection
    name = reference.description
    folders = LocalFolders(environment: connection.environment)
    shared = Locked(nil)
  }

  var capabilities: ModelCapabilities { Self.row.capabilities }

  func fingerprint(of call: Call) -> String {
    ContentHash.sha256(name, speaker(at: "").question(call), String(call.repetition))
  }

  func complete(_ call: Call) async throws -> Completion {
    let server = try server()
    let address = try await server.endpoint()
    do {
      return try await speaker(at: address).complete(call)
    } catch let error as ModelError {
      // A server that died is found, or started, anew by the next attempt.
      if error.kind == .network { await server.forget(address) }
      throw error
    }
  }

  private func speaker(at address: String) -> OpenAICompatible {
    OpenAICompatible(
      name: name, model: reference.model, row: Self.row,
      client: ProviderClient(
        transport: connection.transport, provider: name, url: "\(address)/v1/chat/completions",
        headers: [], timeout: connection.timeout))
  }

  private func server() throws -> LocalServer {
    if let server = shared.withLock({ $0 }) { return server }
    let server = LocalServer(
      name: reference.model, weights: try weights(), folders: folders,
      transport: connection.transport)
    return shared.withLock { existing in
      if let existing { return existing }
      existing = server
      return server
    }
  }

  /// Where the weights are, or how to get them.
  private func weights() throws -> LocalModelInstaller.Installed {
    let installer = LocalModelInstaller(folders: folders)
    guard LocalModelCatalog.entry(reference.model) == nil else {
      guard let installed = installer.installed(reference.model) else {
        throw ModelError(
          .invalidRequest,
          "\(name) is not installed; run 'prompter models install "
            + "\(reference.model)'", attempts: 0)
      }
      return installed
    }
    let file = URL(filePath: reference.model)
    guard FileManager.default.isReadableFile(atPath: file.path) else {
      throw ModelError(.invalidRequest, "\(name): no such file", attempts: 0)
    }
    guard FileManager.default.isExecutableFile(atPath: folders.python.path) else {
      throw ModelError(
        .invalidRequest, "\(name) needs the local runtime; run 'prompter models install'",
        attempts: 0)
    }
    // The hash of a large file is not worth its time here: path, size and date name it.
    let values = try file.resourceValues(forKeys: [.fileSizeKey, .contentModificationDateKey])
    return LocalModelInstaller.Installed(
      weights: file.absoluteURL,
      sha256: ContentHash.sha256(
        file.path, "\(values.fileSize ?? 0)", "\(values.contentModificationDate ?? .distantPast)"))
  }
}
