/// Asks the next prompter in a line when the one before gives no usable answer, or one that is not
/// trusted enough.
///
/// The record is the last usable answer when its confidence is not known, for whoever is named as a
/// fallback is held to know better; else that of the highest known confidence. When no answer is usable, the last unusable one stands, and without any the
/// last failure. A budget or a deadline that is used up ends the line: they hold for all together.
public struct FallbackExtractor: Extractor {
  /// One prompter of the line.
  public struct Member: Sendable {
    /// The prompter, as outputs call it.
    public let prompter: String
    /// Its model, as `provider/model`.
    public let model: String
    /// What it does.
    public let extractor: any Extractor
    /// What its model's tokens cost; nil when unknown.
    public let price: Price?

    /// Makes a member.
    public init(prompter: String, model: String, extractor: any Extractor, price: Price?) {
      self.prompter = prompter
      self.model = model
      self.extractor = extractor
      self.price = price
    }
  }

  /// Who is asked, in order.
  public let members: [Member]
  /// The least confidence, from 0 to 1, at which nobody else is asked; nil when any will do.
  ///
  /// An answer without a known confidence counts as below it.
  public let threshold: Double?
  /// How long a document may take, all members together; nil for no bound.
  public let limit: Duration?
  private let clock: any MonotonicClock

  /// Makes the extractor.
  public init(
    _ members: [Member], under threshold: Double? = nil, limit: Duration? = nil,
    clock: any MonotonicClock = SystemClock()
  ) {
    self.members = members
    self.threshold = threshold
    self.limit = limit
    self.clock = clock
  }

  /// A member that was asked, and what it said.
  private struct Asked {
    let member: Member
    let extraction: Extraction
    /// Why it is not good enough; nil when it is.
    let fault: (reason: String, type: String)?
  }

  /// Extracts the record of a document.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    let deadline = deadline ?? limit.map { clock.now + $0 }
    var answers: [Asked] = []
    for member in members {
      let extraction = await member.extractor.extract(
        document, repetition: repetition, deadline: deadline)
      let answer = Asked(member: member, extraction: extraction, fault: fault(of: extraction))
      answers.append(answer)
      if extraction.failure?.isCancellation == true {
        // The document is not done, whatever was said before.
        return merge(answers, chosen: answers.count - 1, of: document)
      }
      if answer.fault == nil || Self.endsLine(extraction) { break }
    }
    return merge(answers, chosen: Self.choice(answers), of: document)
  }

  /// Whether nobody else would fare better.
  private static func endsLine(_ extraction: Extraction) -> Bool {
    let kind = extraction.failure.flatMap { ModelError.Kind(rawValue: $0.type) }
    return kind == .budget || kind == .deadline
  }

  private func fault(of extraction: Extraction) -> (reason: String, type: String)? {
    if let failure = extraction.failure { return (failure.message, failure.type) }
    guard let threshold else { return nil }
    guard let confidence = extraction.confidence else {
      return ("no confidence is known, and \(threshold) is asked for", "uncalibrated")
    }
    guard confidence < threshold else { return nil }
    let rounded = (confidence * 1_000).rounded(.down) / 1_000
    return ("confidence \(rounded) is below \(threshold)", "low_confidence")
  }

  /// The index of the answer that counts.
  private static func choice(_ answers: [Asked]) -> Int {
    let usable = answers.indices.filter { answers[$0].extraction.failure == nil }
    var best = usable.last
    if let last = best, answers[last].extraction.confidence != nil {
      for index in usable.reversed() {
        let known = answers[index].extraction.confidence ?? -1
        if known >= best.flatMap({ answers[$0].extraction.confidence }) ?? -1 { best = index }
      }
    }
    return best
      ?? answers.lastIndex { $0.extraction.failure?.isInvalidAnswer == true }
      ?? answers.count - 1
  }

  /// The chosen answer with what all of them took.
  private func merge(_ answers: [Asked], chosen: Int, of document: Document) -> Extraction {
    guard answers.indices.contains(chosen) else {
      return Extraction(
        documentID: document.id,
        result: .failure(.noAnswer(ModelError(.unavailable, "there is nobody to ask"))))
    }
    var extraction = answers[chosen].extraction
    extraction.usage = answers.reduce(Usage()) { $0 + $1.extraction.usage }
    extraction.attempts = answers.reduce(0) { $0 + $1.extraction.attempts }
    var detours: [Extraction.Detour] = []
    for (index, answer) in answers.enumerated() where index != chosen {
      guard let fault = answer.fault else { continue }
      detours.append(
        Extraction.Detour(
          prompter: answer.member.prompter, model: answer.member.model, reason: fault.reason,
          type: fault.type))
    }
    extraction.origin = Extraction.Origin(
      prompter: answers[chosen].member.prompter, model: answers[chosen].member.model,
      detours: detours, cost: cost(answers, chosen))
    return extraction
  }

  /// What all answers cost together, each at the price of its own model.
  private func cost(_ answers: [Asked], _ chosen: Int) -> Double? {
    var cost = 0.0
    for (index, answer) in answers.enumerated() {
      let usage = answer.extraction.usage
      guard let price = answer.member.price else {
        // Who used nothing cost nothing, whatever the price.
        guard usage == Usage(), index != chosen else { return nil }
        continue
      }
      cost += price.cost(usage)
    }
    return cost
  }
}
