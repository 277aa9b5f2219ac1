/// Reads a document that is longer than the model's window in parts that overlap, and makes one
/// record of what the parts say.
///
/// A document is cut when its prompt would not fit, and also when the provider says so; a part that
/// still does not fit is halved. A part that gives no usable answer fails the document only if the
/// others leave a required field without a value; a spent budget, a deadline that has passed and an
/// interruption always do, because the same command then asks for what is missing alone.
public struct ChunkingExtractor: Extractor {
  /// The most parts of a document.
  public static let maximumParts = 256
  /// Shorter parts, in tokens, are not cut further.
  private static let shortest = 64

  /// What extracts the record of a part.
  public let base: any Extractor
  /// The schema of the records.
  public let schema: Schema
  /// How many parts of a document are under way at once.
  public let concurrency: Int
  /// How long a document may take, all parts together; nil for no bound.
  public let limit: Duration?
  private let clock: any MonotonicClock
  private let room: @Sendable (Document) -> Int?
  private let confidence: @Sendable ([FieldPath: Extraction.Value]) -> Double?

  /// Makes the extractor.
  ///
  /// - Parameters:
  ///   - room: the tokens that a part's text may have; nil for a document that fits, or when nobody
  ///     knows.
  ///   - confidence: the probability that a record is right whose values are these.
  public init(
    _ base: any Extractor, schema: Schema, concurrency: Int = 1, limit: Duration? = nil,
    clock: any MonotonicClock = SystemClock(),
    room: @escaping @Sendable (Document) -> Int? = { _ in nil },
    confidence: @escaping @Sendable ([FieldPath: Extraction.Value]) -> Double? = { _ in nil }
  ) {
    self.base = base
    self.schema = schema
    self.concurrency = max(1, concurrency)
    self.limit = limit
    self.clock = clock
    self.room = room
    self.confidence = confidence
  }

  /// Extracts the record of a document.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    let deadline = deadline ?? limit.map { clock.now + $0 }
    let question = Question(repetition: repetition, deadline: deadline)
    let whole = Part(document: document, start: 0)
    guard let room = room(document) else {
      let extraction = await base.extract(document, repetition: repetition, deadline: deadline)
      guard extraction.failure?.isTooLong == true, let halves = whole.halves(Self.shortest) else {
        return extraction
      }
      return await unite(halves, question, document, after: extraction)
    }
    let parts = whole.parts(max(room, Self.shortest), maximum: Self.maximumParts + 1)
    guard parts.count <= Self.maximumParts else {
      let message =
        "the document takes more than \(Self.maximumParts) parts of \(room) tokens to be read"
      return Extraction(
        documentID: document.id, result: .failure(.noAnswer(ModelError(.tooLong, message))))
    }
    guard parts.count > 1 else {
      return await base.extract(document, repetition: repetition, deadline: deadline)
    }
    return await unite(parts, question, document, after: nil)
  }

  /// How a document is asked about.
  private struct Question {
    let repetition: Int
    let deadline: Duration?
  }

  /// A part of a document.
  private struct Part {
    let document: Document
    /// Where it begins, in Unicode scalars of the whole.
    let start: Int

    func parts(_ room: Int, maximum: Int = .max) -> [Part] {
      let text = document.text
      return TextSplitter(room: room).parts(of: text, maximum: maximum).enumerated().map {
        index, part in
        let first = text.utf8.index(text.startIndex, offsetBy: part.bytes.lowerBound)
        let last = text.utf8.index(text.startIndex, offsetBy: part.bytes.upperBound)
        // Pictures go with the beginning of the text.
        return Part(
          document: document.part(
            text: String(text[first..<last]), images: index == 0 ? document.images : []),
          start: start + part.start)
      }
    }

    /// Two parts, each a little more than half as long; of pictures without text half of the pages
    /// each.
    ///
    /// Nil when it is too short for that.
    func halves(_ shortest: Int) -> [Part]? {
      let tokens = TextTokens.cost(document.text) / TextTokens.unit
      if document.images.count > 1, tokens < shortest {
        let middle = (document.images.count + 1) / 2
        let pages = [Array(document.images[..<middle]), Array(document.images[middle...])]
        return pages.map {
          Part(document: document.part(text: document.text, images: $0), start: start)
        }
      }
      guard tokens >= 2 * shortest else { return nil }
      let parts = parts(tokens * 5 / 8)
      return parts.count > 1 ? parts : nil
    }
  }

  /// What parts have answered.
  private struct Answers: Sendable {
    /// Where each answered part begins, and what it says; in the order of the text.
    var extractions: [(start: Int, extraction: Extraction)] = []
    /// What was used besides.
    var usage = Usage()
    var savedUsage = Usage()
    var savedAttempts = 0
    var attempts = 0

    mutating func add(rejected extraction: Extraction) {
      usage = usage + extraction.usage
      savedUsage = savedUsage + extraction.savedUsage
      savedAttempts += extraction.savedAttempts
      attempts += extraction.attempts
    }
  }

  /// Asks about a part, and about its halves when it is too long.
  private func answers(_ part: Part, _ question: Question, depth: Int) async -> Answers {
    // What a part says may be outvoted by another.
    let extraction = await RecordListener.unheard {
      await base.extract(
        part.document, repetition: question.repetition, deadline: question.deadline)
    }
    var answers = Answers()
    guard extraction.failure?.isTooLong == true, depth > 0, let halves = part.halves(Self.shortest)
    else {
      answers.extractions = [(part.start, extraction)]
      return answers
    }
    answers.add(rejected: extraction)
    for half in halves {
      let below = await self.answers(half, question, depth: depth - 1)
      answers.extractions += below.extractions
      answers.usage = answers.usage + below.usage
      answers.savedUsage = answers.savedUsage + below.savedUsage
      answers.savedAttempts += below.savedAttempts
      answers.attempts += below.attempts
    }
    return answers
  }

  private func unite(
    _ parts: [Part], _ question: Question, _ document: Document, after rejected: Extraction?
  ) async -> Extraction {
    var found = [Answers?](repeating: nil, count: parts.count)
    // Interrupted, it leaves some parts without an answer.
    try? await forEachConcurrently(parts, limit: concurrency) { part in
      await answers(part, question, depth: 8)
    } receive: { index, answers in
      found[index] = answers
    }
    var all = Answers()
    if let rejected { all.add(rejected: rejected) }
    let isWhole = found.allSatisfy { $0 != nil }
    for answers in found.compactMap({ $0 }) {
      all.extractions += answers.extractions
      all.usage = all.usage + answers.usage
      all.savedUsage = all.savedUsage + answers.savedUsage
      all.savedAttempts += answers.savedAttempts
      all.attempts += answers.attempts
    }
    var extraction = merged(all, isWhole: isWhole, document)
    extraction.usage = all.extractions.reduce(all.usage) { $0 + $1.extraction.usage }
    extraction.savedUsage = all.extractions.reduce(all.savedUsage) {
      $0 + $1.extraction.savedUsage
    }
    extraction.savedAttempts = all.extractions.reduce(all.savedAttempts) {
      $0 + $1.extraction.savedAttempts
    }
    extraction.attempts = all.extractions.reduce(all.attempts) { $0 + $1.extraction.attempts }
    extraction.parts = (
      count: max(parts.count, all.extractions.count),
      failed: all.extractions.count { $0.extraction.failure != nil }
    )
    return extraction
  }

  /// One extraction of those of the parts; usage aside.
  private func merged(_ all: Answers, isWhole: Bool, _ document: Document) -> Extraction {
    func failed(_ failure: Extraction.Failure) -> Extraction {
      var extraction = Extraction(documentID: document.id, result: .failure(failure))
      extraction.completion =
        all.extractions.first { $0.extraction.failure == failure }?
        .extraction.completion
      return extraction
    }
    guard isWhole else { return failed(.noAnswer(CancellationError())) }
    let failures = all.extractions.compactMap(\.extraction.failure)
    if let failure = failures.first(where: \.isCancellation) { return failed(failure) }
    if let failure = failures.first(where: { $0.endsDocument }) { return failed(failure) }
    let sources = all.extractions.compactMap { part in
      part.extraction.record.map {
        RecordMerge.Source(record: $0, values: part.extraction.values, start: part.start)
      }
    }
    let merge = RecordMerge(schema: schema)
    let (record, values) = merge(sources)
    if let failure = failures.first(where: \.isRetryable) ?? failures.first {
      let missing = merge.requiredFieldsWithoutValue(in: record)
      if sources.isEmpty || !missing.isEmpty { return failed(failure) }
    }
    if let violation = schema.violations(of: record).first {
      return failed(.invalid("the parts of the document do not make one record: \(violation)"))
    }
    var extraction = Extraction(
      documentID: document.id, result: .success(record), values: values)
    extraction.confidence = confidence(values)
    for (_, part) in all.extractions {
      extraction.repairs += part.repairs
      extraction.flags.formUnion(part.flags)
    }
    extraction.completion = Self.completion(of: all, record)
    return extraction
  }

  /// What stands for the answers together: the record, how long they took, and whether all came from
  /// the cache.
  private static func completion(of all: Answers, _ record: JSONValue) -> Completion {
    let completions = all.extractions.compactMap(\.extraction.completion)
    return Completion(
      text: record.text(.spaced), usage: Usage(),
      isCached: !completions.isEmpty && completions.allSatisfy(\.isCached),
      latency: completions.reduce(Duration.zero) { $0 + $1.latency })
  }
}

extension Extraction.Failure {
  /// Whether no part of the document would fare better: asked again later, only what is missing is
  /// paid for.
  fileprivate var endsDocument: Bool {
    switch ModelError.Kind(rawValue: type) {
    case .budget, .deadline, .quota, .credentials: true
    default: false
    }
  }
}
