import PrompterKit

/// The prompter that a search starts from, `--from`.
struct SearchParent {
  /// How it is called: a file, or a name with its version, so that it stays this one.
  let reference: String
  /// What its file holds.
  let artifact: Artifact

  /// Loads a prompter.
  ///
  /// Throws `ReferenceError` when the name leads nowhere, `FileError` when the file is no prompter.
  init(_ reference: String) throws {
    self.reference = try PrompterStore().pinned(reference)
    artifact = try Prompter<JSONValue>.load(self.reference).artifact
  }

  /// The prompter with the schema of the search: its metrics, weights and limits of values hold; what
  /// was learnt stays.
  ///
  /// Throws `FileError` when the fields are others.
  func adopting(_ schema: Schema) throws -> Artifact {
    let differences = schema.differences(from: artifact.template.schema)
    guard differences.isEmpty else {
      throw FileError(reference, "its schema is another: \(differences.joined(separator: "; "))")
    }
    var adopted = artifact
    adopted.template = try artifact.template.adopting(schema)
    let lost = artifact.template.demonstrations.count - adopted.template.demonstrations.count
    if lost > 0 {
      Terminal.say(
        "note: \(lost) demonstrations of \(reference) are left out: the schema does not allow their "
          + "records")
    }
    return adopted
  }
}
