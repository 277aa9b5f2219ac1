public import Foundation
import PrompterCore

/// Finds prompters by their names: `name` and `name@3` are `prompters/name/3.json`.
public struct PrompterStore: Sendable {
  /// The folder that holds a folder for each name.
  public let root: URL

  /// Makes a store below a folder; `prompters` of the current one by default.
  public init(root: URL = URL(filePath: "prompters")) {
    self.root = root
  }

  /// The file that a reference names: a path that ends in `.json`, `name`, or `name@version`.
  ///
  /// Throws `ReferenceError` when the name has no such version.
  public func file(_ reference: String) throws -> URL {
    if reference.hasSuffix(".json") { return URL(filePath: reference) }
    let parts = reference.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    try Self.check(name)
    if parts.count == 2 {
      guard let version = Int(parts[1]), version > 0 else {
        throw ReferenceError("'\(reference)': the version after '@' must be a number")
      }
      return file(name, version)
    }
    guard let version = versions(name).last else {
      throw ReferenceError(
        "no prompter '\(name)' in \(root.relativePath)/; train one with 'prompter optimize … --out "
          + "\(name)', or name a .json file")
    }
    return file(name, version)
  }

  /// Where a reference is written: a path as it is, a name as its next version.
  public func destination(_ reference: String) throws -> (file: URL, name: String, version: Int) {
    if reference.hasSuffix(".json") {
      let file = URL(filePath: reference)
      return (file, file.deletingPathExtension().lastPathComponent, 1)
    }
    try Self.check(reference)
    let version = (versions(reference).last ?? 0) + 1
    return (file(reference, version), reference, version)
  }

  /// A reference that means the same when its name gets further versions: a path, or `name@version`.
  ///
  /// Throws `ReferenceError` when the name has no version.
  public func pinned(_ reference: String) throws -> String {
    guard !reference.hasSuffix(".json"), !reference.contains("@") else { return reference }
    return "\(reference)@\(try file(reference).deletingPathExtension().lastPathComponent)"
  }

  /// Writes an artifact: a path that ends in `.json` is replaced, a name gets a version that nobody
  /// else has taken meanwhile.
  ///
  /// - Returns: the file, and the artifact with its name and version.
  /// Throws `FileError` when it cannot be written; an older file is then as it was.
  @discardableResult
  public func write(
    _ artifact: Artifact, to reference: String
  ) throws -> (file: URL, artifact: Artifact) {
    var artifact = artifact
    var place = try destination(reference)
    artifact.name = place.name
    artifact.version = place.version
    guard !reference.hasSuffix(".json") else {
      try AtomicFile.write(artifact.text, to: place.file)
      return (place.file, artifact)
    }
    while try !AtomicFile.create(artifact.text, at: place.file) {
      artifact.version += 1
      place.file = file(reference, artifact.version)
    }
    return (place.file, artifact)
  }

  private func file(_ name: String, _ version: Int) -> URL {
    root.appending(path: "\(name)/\(version).json")
  }

  /// The versions of a name, lowest first.
  public func versions(_ name: String) -> [Int] {
    let folder = root.appending(path: name).path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.compactMap { Int($0.dropLast(5)) }.sorted()
  }

  private static func check(_ name: String) throws {
    guard !name.isEmpty, !name.hasPrefix("."),
      name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
    else {
      throw ReferenceError("'\(name)' is no name of a prompter: use letters, digits, '-', '_', '.'")
    }
  }
}

extension Prompter {
  /// Loads a prompter: a path that ends in `.json`, `name`, or `name@version`.
  ///
  /// Throws `FileError` when the file is missing, damaged or not for this type; the differences of
  /// the fields are named then.
  public static func load(
    _ reference: String, model: String? = nil,
    configuration: PrompterConfiguration = PrompterConfiguration(),
    store: PrompterStore = PrompterStore()
  ) throws -> Prompter {
    let file = try store.file(reference)
    var artifact: Artifact
    do {
      artifact = try Artifact(TextFile.read(file))
    } catch let error as ArtifactError {
      throw FileError(file.relativePath, error.message)
    }
    if let type = Output.self as? any Extractable.Type {
      let differences = try Schema(json: type.schema).differences(from: artifact.template.schema)
      guard differences.isEmpty else {
        throw FileError(
          file.relativePath,
          "its schema is not that of \(Output.self): \(differences.joined(separator: "; "))")
      }
    }
    if let model { artifact.model = model }
    return try Prompter(artifact: artifact, configuration: configuration)
  }

  /// Saves the prompter: a path that ends in `.json` is replaced, a name gets its next version.
  ///
  /// - Returns: the file that was written.
  /// Throws `FileError` when it cannot be written; an older file is then as it was.
  @discardableResult
  public func save(_ reference: String, store: PrompterStore = PrompterStore()) throws -> URL {
    try store.write(artifact, to: reference).file
  }
}
