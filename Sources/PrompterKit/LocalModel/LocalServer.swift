import Foundation
import Glibc
import PrompterCore

/// A running server of one local model, shared by all processes of the user.
///
/// Whoever uses it holds a shared lock on the lease file; the server leaves when nobody has held
/// it for a while. The kernel drops locks of the dead, so nothing has to be tidied up after a
/// `kill -9` of anyone.
actor LocalServer {
  /// Slots that answer at a time, and the tokens that each can hold; the second is for another
  /// process.
  static let slots = 2
  static let context = 4096
  /// How long the server stays without users, in seconds.
  static let idleSeconds = 60

  private let name: String
  private let weights: LocalModelInstaller.Installed
  private let folders: LocalFolders
  private let transport: any HTTPTransport
  private var lease: FileLock?
  private var address: String?
  private var start: Task<String, any Error>?

  init(
    name: String, weights: LocalModelInstaller.Installed, folders: LocalFolders,
    transport: any HTTPTransport
  ) {
    self.name = name
    self.weights = weights
    self.folders = folders
    self.transport = transport
  }

  /// The address of the server, started now when none runs.
  func endpoint() async throws -> String {
    if let address { return address }
    if let start { return try await start.value }
    let task = Task { try await find() }
    start = task
    defer { start = nil }
    let found = try await task.value
    address = found
    return found
  }

  /// Forgets an address that did not answer; the next call looks again.
  func forget(_ stale: String) {
    if address == stale { address = nil }
  }

  private func file(_ ending: String) -> URL {
    // The weights' hash tells models of the same name apart.
    folders.state.appending(path: "local/\(weights.sha256.prefix(16)).\(ending)")
  }

  private func find() async throws -> String {
    if lease == nil { lease = try await FileLock.take(file("lease"), .shared) }
    if let running = await running() { return running }
    let lock = try await FileLock.take(file("lock"), .exclusive)
    defer { withExtendedLifetime(lock) {} }
    // Another process may have started it while this one waited for the lock.
    if let running = await running() { return running }
    try? FileManager.default.removeItem(at: file("json"))
    try await launch()
    // Loading takes half a second; a busy machine may need much longer.
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if let running = await running() { return running }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw ModelError(
      .network,
      "local/\(name): its server did not start within 60 s; its log is "
        + file("log").path, attempts: 0)
  }

  /// The address of a server that runs and is the one that the state file speaks of.
  private func running() async -> String? {
    guard let text = try? String(contentsOf: file("json"), encoding: .utf8),
      let state = try? JSONParser.parse(text), let address = state[key: "address"]?.string,
      let instance = state[key: "instance"]?.string,
      let response = try? await transport.send(
        HTTPRequest(url: "\(address)/v1/models", timeout: .seconds(5))),
      response.status == 200,
      // Another program may have got the port of a server that died.
      String(decoding: response.body, as: UTF8.self).contains(instance)
    else { return nil }
    return address
  }

  private func launch() async throws {
    let options: JSONValue = [
      "foreground": false, "name": .string(name),
      "instance": .string("instance-\(UUID().uuidString)"),
      "weights": .string(weights.weights.path), "slots": .integer(Self.slots),
      "context": .integer(Self.context), "idle": .integer(Self.idleSeconds),
      "state": .string(file("json").path), "lease": .string(file("lease").path),
      "only": .string(file("only").path), "log": .string(file("log").path),
    ]
    let result = try await Subprocess.run(
      folders.python, ["-c", ServerScript.source, options.text()])
    guard result.status == 0 else {
      throw ModelError(
        .invalidRequest,
        "local/\(name): its server cannot be started; install it again with "
          + "'prompter models install \(name)'", attempts: 0)
    }
  }
}
