/// Refuses proposed texts that would not generalise, or are not about the task at all.
struct ProposalGuard {
  /// What a text is for.
  enum Kind {
    /// It describes one field.
    case guidance(Field)
    /// It says what to do with a whole text.
    case instruction
  }

  /// The longest text about a field, in characters.
  static let maximumLength = 400
  /// The longest instruction, in characters.
  static let maximumInstructionLength = 3_000
  /// A run of so many words shared with a training text is a copy.
  private static let copiedWords = 5

  private let runs: Set<[String]>
  private let values: Set<String>
  private let inputs: Set<String>
  private let schema: Schema

  /// Prepares the guard.
  ///
  /// - Parameters:
  ///   - examples: what must not be copied.
  ///   - seed: what the search starts from: its own words and labels are no copy, and a new
  ///     instruction has its inputs.
  init(_ examples: [Example], seed: PromptTemplate) {
    var runs: Set<[String]> = []
    var values: Set<String> = []
    var rows: [String: Int] = [:]
    for example in examples {
      runs.formUnion(Self.runs(CopiedRuns.words(example.document.text)))
      for leaf in example.expected?.leaves ?? [] {
        guard let text = leaf.value.string else { continue }
        let words = CopiedRuns.words(text)
        if CopiedRuns.length(words) >= 2 { values.insert(words.joined(separator: " ")) }
      }
      let single = (example.expected?.leaves ?? []).compactMap { Self.singleWord($0.value) }
      for word in Set(single) { rows[word, default: 0] += 1 }
    }
    // What several examples have is a kind of value; what one alone has is its own.
    values.formUnion(rows.filter { $0.value == 1 }.keys)
    let known =
      [seed.instruction, seed.guide] + seed.fields.values.flatMap { [$0.description] + $0.rules }
      + seed.schema.fields.flatMap { $0.node.labels ?? [] }
    for text in known {
      let words = CopiedRuns.words(text)
      let joined = " " + words.joined(separator: " ") + " "
      runs.subtract(Self.runs(words))
      values = values.filter { !joined.contains(" \($0) ") }
    }
    self.runs = runs
    self.values = values
    inputs = ProposedText.inputs(of: seed.instruction)
    schema = seed.schema
  }

  /// The one word of a value that tells an example apart: a name, a number of four digits and more, two
  /// signs of a script without spaces.
  private static func singleWord(_ value: JSONValue) -> String? {
    let words = CopiedRuns.words(value.string ?? value.double.map { _ in value.text() } ?? "")
    if words.count > 1, CopiedRuns.length(words) < 2, CopiedRuns.length(words) >= 1 {
      return words.joined(separator: " ")
    }
    guard words.count == 1, let word = words.first else { return nil }
    return word.count >= (word.contains(where: \.isNumber) ? 4 : 5) ? word : nil
  }

  /// Why a text is refused, in a few words; nil when it may be tried.
  func fault(_ text: String, of kind: Kind) -> String? {
    let words = CopiedRuns.words(text)
    switch kind {
    case .guidance(let field):
      if text.count > Self.maximumLength { return "too long" }
      if CopiedRuns.length(words) < 2 { return "empty" }
      let meta = ["prompt", "rewrite", "rephrase", "json", "language model", "as an ai"]
      if meta.contains(where: text.lowercased().contains) { return "speaks about prompting" }
      if let fault = TypeConsistency.fault(text, for: field) { return fault }
    case .instruction:
      if text.count > Self.maximumInstructionLength { return "too long" }
      if CopiedRuns.length(words) < 3 { return "empty" }
      // An instruction may well forbid to rephrase, or ask for JSON.
      if ["as an ai", "new instruction"].contains(where: text.lowercased().contains) {
        return "speaks about prompting"
      }
      if ProposedText.inputs(of: text) != inputs { return "names other inputs" }
      if let fault = TypeConsistency.fault(text, of: schema) { return fault }
    }
    if !Self.runs(words).isDisjoint(with: runs) { return "copies a training text" }
    let joined = " " + words.joined(separator: " ") + " "
    if values.contains(where: { joined.contains(" \($0) ") }) { return "copies a training value" }
    return nil
  }

  /// Whether a text may be tried; if not, the journal says why.
  func passes(_ text: String, _ kind: Kind, in lab: Lab) async -> Bool {
    guard let fault = fault(text, of: kind) else { return true }
    var part = "instruction"
    if case .guidance(let field) = kind { part = "fields.\(field.path)" }
    await lab.note([
      "event": "refused", "part": .string(part), "reason": .string(fault),
    ])
    return false
  }

  private static func runs(_ words: [String]) -> Set<[String]> {
    CopiedRuns.runs(words, of: copiedWords)
  }
}
