import Foundation
import PrompterKit

extension OptimizeCommand {
  /// The command that makes the artifact again, for a shell: what decides the result, nothing of this
  /// machine.
  ///
  /// What environment or configuration file have filled in is written out: others have others.
  ///
  /// - Parameters:
  ///   - name: the model that the search is for.
  ///   - parent: what the search starts from, with its version; nil for the schema's own words.
  func command(model name: String, from parent: String?, seed: UInt64) -> String {
    var words = ["prompter", "optimize"] + [data].compactMap(\.self).map(Self.place)
    words += ["--schema", Self.place(schema)] + labels.words
    if transferTo == nil { words += ["--model", name] }
    words += ["--effort", effort.rawValue]
    if let calls = model.maximumCalls { words += ["--max-calls", "\(calls)"] }
    if let seconds = maximumSeconds { words += ["--max-seconds", "\(seconds)"] }
    if let tokens = model.maximumTokens { words += ["--max-total-tokens", "\(tokens)"] }
    if let cost = model.maximumCost {
      words += ["--max-cost", "\(cost)"]
      if let price = model.price { words += ["--price", price] }
    }
    if optimizer != .auto { words += ["--optimizer", optimizer.rawValue] }
    words += space.words
    if agreement.asksTwice { words.append("--agreement") }
    if let proposer { words += ["--proposer", proposer] }
    if let teacher { words += ["--teacher", teacher] }
    if let judge = judge.judge { words += ["--judge", judge] }
    if let parent { words += ["--from", Self.place(parent)] }
    if let transferTo { words += ["--transfer-to", transferTo] }
    if let tokens = model.maximumOutputTokens { words += ["--max-output-tokens", "\(tokens)"] }
    if let tokens = model.contextLength { words += ["--context-length", "\(tokens)"] }
    if let temperature = model.temperature { words += ["--temperature", "\(temperature)"] }
    if let retries = model.retries { words += ["--retries", "\(retries)"] }
    words += ["--seed", "\(seed)", "--out", Self.place(out)]
    return words.map(ShellWord.quoted).joined(separator: " ")
  }

  /// A path without what is of this machine.
  private static func place(_ path: String) -> String {
    path.hasPrefix("/") ? URL(filePath: path).lastPathComponent : path
  }
}
