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
    let (file, name, version) = try store.destination(reference)
    var artifact = artifact
    artifact.name = name
    artifact.version = version
    try AtomicFile.write(artifact.text, to: file)
    return file
  }
}
