import ArgumentParser
import Foundation
import PrompterKit
import Yams

/// What environment and configuration file say.
///
/// Order: option, environment, file, default.
struct Settings {
  private let file: [String: String]
  private let environment: [String: String]
  /// What tokens cost: the file's `prices`, then those of the built-in table.
  let prices: PriceTable
  /// Who is told what the engines do.
  var telemetry = Telemetry.none

  /// The keys that a configuration file may hold: the long options.
  static let keys: Set<String> = [
    "model", "base-url", "concurrency", "retries", "timeout", "deadline", "cache", "cache-size",
    "cache-ttl", "context-length", "seed", "prices", "log-level",
    "log-format", "log-text",
  ]

  /// Reads the file, if one is named.
  ///
  /// Throws `FileError` when it is missing, no YAML, or holds a key that is no option.
  init(_ path: String?) throws {
    environment = ProcessInfo.processInfo.environment
    guard let path else {
      file = [:]
      prices = PriceTable()
      return
    }
    let text = try TextFile.read(URL(filePath: path))
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      throw FileError(path, "not YAML: \(Failure.line(error))")
    }
    var values: [String: String] = [:]
    var prices = PriceTable()
    for (key, value) in node?.mapping ?? [:] {
      guard let name = key.string, Self.keys.contains(name) else {
        throw FileError(
          path,
          "unknown key '\(key.string ?? "?")'; known are "
            + Self.keys.sorted().joined(separator: ", "))
      }
      if name == "prices" {
        try Self.read(value, into: &prices, path)
        continue
      }
      guard let text = value.string else { throw FileError(path, "'\(name)' must be one value") }
      values[name] = text
    }
    file = values
    self.prices = prices
  }

  /// Reads `openai/gpt-4o-mini: {input: 0.15, output: 0.60}` and the like.
  private static func read(_ node: Node, into prices: inout PriceTable, _ path: String) throws {
    for (key, value) in node.mapping ?? [:] {
      let name = key.string ?? "?"
      guard name.contains("/"), let input = value["input"]?.float,
        let output = value["output"]?.float, value.mapping?.count == 2,
        let price = Price(checkedInput: input, output: output)
      else {
        throw FileError(
          path,
          "prices, '\(name)': write provider/model: {input: 0.15, output: 0.60}, in dollars a "
            + "million tokens")
      }
      prices.set(price, for: name)
    }
    guard node.mapping != nil else {
      throw FileError(path, "'prices' must hold prices by provider/model")
    }
  }

  /// A text: from the variable `PROMPTER_KEY`, or the file.
  func text(_ key: String) -> String? {
    let variable = "PROMPTER_" + key.uppercased().replacing("-", with: "_")
    if let value = environment[variable], !value.isEmpty { return value }
    return file[key]
  }

  /// A whole number.
  func int(_ key: String) -> Int? { text(key).flatMap(Int.init) }

  /// A number.
  func double(_ key: String) -> Double? { text(key).flatMap(Double.init) }

  /// The file of the completion cache: the option, else what environment or file say.
  func cacheFile(_ option: String?) -> URL {
    (option ?? text("cache")).map { URL(filePath: $0) } ?? LocalFolders().completions
  }

  /// The model: the option, else what environment or file say.
  func model(_ option: String?) -> String? { option ?? text("model") }
}
