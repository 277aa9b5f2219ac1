/// What a model says about a set of examples in two or three sentences, as MIPROv2 of DSPy asks for
/// it: observations batch by batch, then a summary of them.
struct DataSummary {
  /// Examples in a batch.
  static let batch = 10
  /// The most batches.
  static let maximumBatches = 10
  /// After so many answers that add nothing no further batch is shown.
  static let patience = 5
  /// The most characters of one answer that are kept.
  static let maximumLength = 2_000

  /// The calls that so many examples take at most: 11 from 91 on.
  static func calls(_ examples: Int) -> Int {
    examples > 0 ? min(maximumBatches, (examples + batch - 1) / batch) + 1 : 0
  }

  private static let task =
    "Given several examples from a data set please write observations about trends that hold for "
    + "most or all of the samples. Some areas you may consider in your observations: topics, "
    + "content, syntax, conciseness, etc. It will be useful to make an educated guess as to the "
    + "nature of the task this data set will enable. Don't be afraid to be creative. "
  private static let further =
    "You are also given a few observations that were made already. Add your own observations, or, "
    + "if you feel that the observations are comprehensive, say COMPLETE."
  private static let ending =
    "Given a series of observations about a data set, please summarize them into a brief 2-3 "
    + "sentence summary which highlights only the most important details. Answer with the summary "
    + "alone."

  /// The summary; nil when there are no examples, or no observations of them.
  ///
  /// Throws `Lab.Exhausted`, `CancellationError`.
  static func make(
    of examples: [Example], asking session: inout ProposerSession
  ) async throws -> String? {
    var observations = ""
    var inVain = 0
    for index in 0..<maximumBatches where inVain < patience {
      let shown = examples.dropFirst(index * batch).prefix(batch)
      guard !shown.isEmpty else { break }
      let texts = shown.map { ProposalText.shown($0.document.text, $0.expected) }.joined()
      let answer =
        observations.isEmpty
        ? try await session.ask(task, texts, repetition: index)
        : try await session.ask(
          task + further, "Observations so far:\n\(observations)\n\n\(texts)")
      let added = ProposalText.plain(answer, atMost: maximumLength)
      if added.isEmpty || added.uppercased().hasPrefix("COMPLETE") {
        inVain += 1
      } else {
        observations += (observations.isEmpty ? "" : "\n") + added
      }
    }
    guard !observations.isEmpty else { return nil }
    let summary = try await session.ask(ending, "Observations:\n\(observations)")
    let text = ProposalText.plain(summary, atMost: maximumLength)
    return text.isEmpty ? nil : text
  }
}

/// Texts in the prompts of proposers.
enum ProposalText {
  /// An example with its record, both cut to a length that lets ten go into a prompt.
  static func shown(_ text: String, _ record: JSONValue?) -> String {
    "<text>\(text.prefix(600))</text>\n<record>\((record ?? .null).text().prefix(400))</record>\n\n"
  }

  /// An answer without reasoning and blanks around it, cut to a length; empty when there is none.
  static func plain(_ answer: String?, atMost length: Int) -> String {
    guard let answer else { return "" }
    return String(ProposedText.unwrapped(answer).prefix(length))
  }
}
