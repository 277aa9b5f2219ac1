import ArgumentParser
import Foundation
import PrompterKit

/// Options that say who else is asked.
struct FallbackOptions: ParsableArguments {
  @Option(
    name: .customLong("fallback"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      Who is asked when there is no usable answer: a prompter with the same fields, or \
      provider/model for the same prompter with that model; =URL sets the address. Repeatable.
      """, valueName: "ref"))
  var references: [String] = []

  @Option(
    name: .customLong("fallback-under"),
    help: ArgumentHelp(
      """
      Also ask when the record's confidence is unknown or below this, from 0 to 1; the last answer \
      is kept when its confidence is unknown, else that of the highest.
      """, valueName: "p"))
  var threshold: Double?

  mutating func validate() throws {
    if let threshold {
      guard (0...1).contains(threshold) else {
        throw ValidationError("--fallback-under must be from 0 to 1")
      }
      guard !references.isEmpty else {
        throw ValidationError("--fallback-under needs somebody to ask: give --fallback REF")
      }
    }
  }

  /// The prompter with its fallbacks.
  ///
  /// - Parameters:
  ///   - name: how outputs call it.
  ///   - options: their decoding holds for the fallbacks too.
  /// Throws `ReferenceError` when a name leads nowhere, `FileError` when a prompter has other
  /// fields.
  func apply(
    to prompter: Prompter<JSONValue>, _ name: String, _ options: ModelOptions
  ) throws -> Prompter<JSONValue> {
    guard !references.isEmpty else { return prompter }
    let others = try references.map { reference -> (name: String?, prompter: Prompter<JSONValue>) in
      let (reference, address) = Self.parts(reference)
      if Self.isModel(reference) {
        let configuration = try configuration(reference, address, prompter)
        return (name, try prompter.with(model: reference, configuration: configuration))
      }
      let other = try Prompter<JSONValue>.load(reference, configuration: prompter.configuration)
      var artifact = other.artifact
      artifact.decoding = options.decoding(artifact.decoding)
      return (
        LoadedPrompter.name(reference, artifact),
        try Prompter(
          artifact: artifact, configuration: configuration(artifact.model, address, prompter))
      )
    }
    return try prompter.falling(back: others, under: threshold, as: name)
  }

  /// A reference and the address behind its `=`.
  ///
  /// Names of files may hold `=` too.
  private static func parts(_ text: String) -> (reference: String, address: String?) {
    for scheme in ["=http://", "=https://"] {
      if let place = text.range(of: scheme) {
        let address = text[text.index(after: place.lowerBound)...]
        return (String(text[..<place.lowerBound]), String(address))
      }
    }
    return (text, nil)
  }

  /// Whether a reference is a model: names of prompters have no slash, and paths end in `.json`.
  private static func isModel(_ reference: String) -> Bool {
    reference.contains("/") && !reference.hasSuffix(".json")
  }

  /// How a fallback is reached: `--base-url` is the address of the main model's provider, and no
  /// other provider's key must go there.
  private func configuration(
    _ model: String, _ address: String?, _ main: Prompter<JSONValue>
  ) throws -> PrompterConfiguration {
    guard let address else {
      return try main.configuration.reaching(model, beside: main.artifact.model)
    }
    var configuration = main.configuration
    configuration.connection.baseURL = address
    return configuration
  }
}
