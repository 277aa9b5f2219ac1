import ArgumentParser
import Foundation
import PrompterKit
import Yams

/// What environment and configuration file say.
///
/// Order: option, environment, file, default.
struct Settings {
  private let path: String?
  private let file: [String: String]
  private let environment: [String: String]
  /// What tokens cost: the file's `prices`, then those of the built-in table.
  let prices: PriceTable
  /// Who is told what the engines do.
  var telemetry = Telemetry.none
  /// The seed of all chance.
  var seed: UInt64 = 0

  /// The keys that a configuration file may hold: the long options.
  static let keys: Set<String> = [
    "model", "base-url", "limit", "pace", "concurrency", "retries", "timeout", "deadline",
    "temperature", "max-output-tokens", "context-length", "max-calls", "max-cost",
    "max-total-tokens", "cache", "cache-size", "cache-ttl", "seed", "prices", "log-level",
    "log-format", "log-text",
  ]

  /// Reads the file, if one is named.
  ///
  /// Throws `FileError` when it is missing, no YAML, or holds a key that is no option.
  init(_ path: String?) throws {
    environment = ProcessInfo.processInfo.environment
    self.path = path
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
    stated(key) ?? file[key]
  }

  /// A number, or a text.
  ///
  /// Throws `ValidationError`, which names the place, when what is written there is none.
  func value<Value: LosslessStringConvertible>(
    _ key: String, as type: Value.Type = Value.self
  ) throws -> Value? {
    guard let text = text(key) else { return nil }
    guard let value = Value(text) else {
      let kind =
        type == UInt64.self
        ? "a whole number, 0 or above" : type == Int.self ? "a whole number" : "a number"
      throw ValidationError("\(place(of: key)): --\(key) must be \(kind), not '\(text)'")
    }
    return value
  }

  /// Where a setting comes from: the name of a variable, or the file.
  func place(of key: String) -> String {
    stated(key) == nil ? path ?? "the configuration file" : Self.variable(key)
  }

  /// What the variable of a key says; an empty one says nothing.
  private func stated(_ key: String) -> String? {
    environment[Self.variable(key)].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func variable(_ key: String) -> String {
    "PROMPTER_" + key.uppercased().replacing("-", with: "_")
  }

  /// The file of the completion cache: the option, else what environment or file say.
  func cacheFile(_ option: String?) -> URL {
    (option ?? text("cache")).map { URL(filePath: $0) } ?? LocalFolders().completions
  }

  /// The model: the option, else what environment or file say.
  func model(_ option: String?) -> String? { option ?? text("model") }
}
