import ArgumentParser
import Foundation
import PrompterKit

/// What a search may change.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Search nothing but these parts: instruction, demonstrations, layout, layout.reasoning (and the "
        + "like), fields, or fields by name.", valueName: "part,…"))
  var only: String?

  @Option(help: ArgumentHelp("Leave these parts as they are.", valueName: "part,…"))
  var skip: String?

  @Option(
    help: ArgumentHelp(
      "Leave what the prompt says about these fields as it is. Repeatable.", valueName: "field,…"))
  var freeze: [String] = []

  /// The space that the options leave.
  ///
  /// Throws `ValidationError` when a part does not exist, or when none is left.
  func space(_ schema: Schema) throws -> SearchSpace {
    for (option, value) in [("--only", only), ("--skip", skip)]
    where value != nil && Self.names(value).isEmpty {
      throw ValidationError("\(option) names no part of the prompt")
    }
    guard freeze.allSatisfy({ !Self.names($0).isEmpty }) else {
      throw ValidationError("--freeze names no field")
    }
    do {
      return try SearchSpace(schema, only: Self.names(only), skip: Self.names(skip) + fields)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// The options as they were typed.
  var words: [String] {
    var words: [String] = []
    if let only { words += ["--only", only] }
    if let skip { words += ["--skip", skip] }
    return words + freeze.flatMap { ["--freeze", $0] }
  }

  private var fields: [String] {
    freeze.flatMap(Self.names).map { $0.hasPrefix("fields.") ? $0 : "fields." + $0 }
  }

  private static func names(_ list: String?) -> [String] {
    (list ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
