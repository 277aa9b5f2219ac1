/// Finds out whether a prompt shows what should judge it.
enum Leak {
  /// A run of so many words that only a confirming text has does not get into a prompt by chance; of a
  /// shorter text the whole does not, if it has at least so many.
  private static let (copiedWords, shortText) = (8, 4)

  /// Throws `DataError` when a text that confirms the result is shown in the winner: as a
  /// demonstration, or word for word in what the search wrote.
  ///
  /// - Parameter known: the examples that the search saw; words that they have too are no leak.
  static func check(
    _ examples: [Example], in winner: Candidate, of seed: Candidate, known: [Example]
  ) throws {
    let shown = Set(winner.template.demonstrations.map { CopiedRuns.words($0.input) })
    let innocent = runs(texts(seed.template) + known.map(\.document.text))
    let written = runs(texts(winner.template)).subtracting(innocent)
    let whole = wholeTexts(winner, of: seed, known: known)
    for example in examples {
      let words = CopiedRuns.words(example.document.text)
      let isShort = CopiedRuns.length(words) < Double(copiedWords)
      let isShown =
        shown.contains(words) && !words.isEmpty
        || !written.isEmpty && !written.isDisjoint(with: runs([example.document.text]))
        || isShort && CopiedRuns.length(words) >= Double(shortText) && whole(words)
      guard !isShown else {
        throw DataError(
          file: "examples",
          message:
            "example '\(example.id)' confirms the result, but its text is shown in the prompt")
      }
    }
  }

  /// Whether a whole text is in what the search wrote, and neither in the seed nor in another example.
  private static func wholeTexts(
    _ winner: Candidate, of seed: Candidate, known: [Example]
  ) -> ([String]) -> Bool {
    func joined(_ texts: [String]) -> [String] {
      texts.map { " " + CopiedRuns.words($0).joined(separator: " ") + " " }
    }
    let before = texts(seed.template)
    let written = joined(texts(winner.template).filter { !before.contains($0) })
    let innocent = joined(before + known.map(\.document.text))
    return { words in
      let text = " " + words.joined(separator: " ") + " "
      return written.contains { $0.contains(text) } && !innocent.contains { $0.contains(text) }
    }
  }

  /// The texts of examples that prompts show already: nearly the same as a demonstration, or with a run
  /// of words in the instruction or in a description that no other example has.
  ///
  /// - Parameter demonstrations: texts that are shown with every document.
  static func shown(
    _ examples: [Example], in templates: [PromptTemplate], demonstrations: [String]
  ) -> Set<String> {
    var found: Set<String> = []
    if !demonstrations.isEmpty {
      let demonstrated = demonstrations.map { Example(Document(text: $0), expected: nil) }
      let families = Duplicates.groups(demonstrated + examples)
      let shown = Set(families.prefix(demonstrated.count))
      for (family, example) in zip(families.dropFirst(demonstrated.count), examples)
      where shown.contains(family) {
        found.insert(example.document.text)
      }
    }
    let written = runs(templates.flatMap(texts))
    guard !written.isEmpty else { return found }
    var owners: [[String]: Set<String>] = [:]
    for example in examples {
      for run in runs([example.document.text]) where written.contains(run) {
        owners[run, default: []].insert(example.document.text)
      }
    }
    for texts in owners.values where texts.count == 1 { found.formUnion(texts) }
    return found
  }

  private static func texts(_ template: PromptTemplate) -> [String] {
    [template.instruction] + template.fields.values.map(\.text)
  }

  private static func runs(_ texts: [String]) -> Set<[String]> {
    texts.reduce(into: []) {
      $0.formUnion(CopiedRuns.runs(CopiedRuns.words($1), of: copiedWords))
    }
  }
}
