import ArgumentParser
import Foundation
import PrompterKit

/// A form in which a result is written; the file's ending picks it.
protocol OutputFormat: CaseIterable, RawRepresentable<String> {
  static var json: Self { get }
}

extension OutputFormat {
  /// The form that a path asks for; JSON for `-`.
  ///
  /// Throws `ValidationError` when the ending is unknown.
  init(path: String) throws {
    if path == "-" {
      self = .json
      return
    }
    guard let format = Self.allCases.first(where: { path.hasSuffix($0.rawValue) }) else {
      let endings = Self.allCases.map(\.rawValue)
      let known = endings.dropLast().joined(separator: ", ") + " or " + (endings.last ?? "")
      throw ValidationError("'\(path)': the ending must be \(known)")
    }
    self = format
  }

  /// Throws `ValidationError` when a path of an option has an unknown ending, or when what goes to stdout
  /// would not be the one JSON object there.
  static func check(_ paths: [String], of option: String, isJSON: Bool) throws {
    for path in paths { _ = try Self(path: path) }
    guard !isJSON || !paths.contains("-") else {
      throw ValidationError("\(option) - and --json both write JSON to stdout; name a file")
    }
  }

  /// Writes a text to a file, or to stdout for `-`.
  func put(_ text: String, to path: String) throws {
    if path == "-" {
      try Terminal.put(text)
    } else {
      try AtomicFile.write(text, to: URL(filePath: path))
    }
  }
}
