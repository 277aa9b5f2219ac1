// Read this file first: it is the whole line.
//
//   Document ─▶ Prompt ─▶ Engine ─▶ Completion ─▶ Parse ─▶ Ground ─▶ Extraction
//
// Optimizer, evaluation, extraction at scale and service all run it, with different ends.

/// The plain line from a document to its record: one prompt, one answer.
public struct Pipeline: Extractor {
  /// What is said around the document.
  public let template: PromptTemplate
  /// Who answers, under limits, retries, budget and cache.
  public let engine: Engine
  /// How the answer is chosen.
  public let decoding: Decoding
  /// Whether someone else is asked when the model gives no answer.
  public let hasFallback: Bool
  private let renderer: PromptRenderer
  private let parser: LenientParser
  /// Tells it apart from other prompters on the engine, within this process.
  private let hash: String

  /// Makes the line.
  public init(
    template: PromptTemplate, engine: Engine, decoding: Decoding = Decoding(),
    hasFallback: Bool = false
  ) {
    self.template = template
    self.engine = engine
    self.decoding = decoding
    renderer = PromptRenderer(template)
    self.hasFallback = hasFallback
    parser = LenientParser(schema: renderer.form.schema)
    hash = String(template.hashValue)
  }

  /// Extracts the record of a document.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    do {
      let call = try call(for: document, repetition: repetition, deadline: deadline)
      return await answer(call, document)
    } catch {
      let failure = error as? Extraction.Failure ?? .noAnswer(error)
      return Extraction(documentID: document.id, result: .failure(failure))
    }
  }

  /// The question about a document.
  ///
  /// Throws `PromptError`, or `Extraction.Failure` for pictures that the model would not see.
  func call(
    for document: Document, repetition: Int, deadline: Duration?
  ) throws -> Call {
    guard document.images.isEmpty || engine.model.capabilities.sees else {
      throw Extraction.Failure.unreadable(
        type: "scanned",
        "the document is a picture, and \(engine.model.name) does not look at pictures")
    }
    var call = Call(
      prompt: try renderer.prompt(for: document), decoding: template.decoding(decoding),
      documentID: document.id,
      repetition: repetition, attemptsLeft: engine.configuration.retry.retries + 1,
      deadline: deadline ?? engine.configuration.deadline.map { engine.clock.now + $0 },
      prompterHash: hash, hasFallback: hasFallback)
    call.listener = RecordListener.current.map { AnswerListener(renderer.form, for: $0) }
    return call
  }

  /// Asks, and reads the answer.
  func answer(_ call: Call, _ document: Document) async -> Extraction {
    do {
      return read(try await engine.model.complete(call), of: document)
    } catch {
      let spent = error as? ModelError
      return Extraction(
        documentID: document.id, result: .failure(.noAnswer(error)),
        usage: spent?.usage ?? Usage(), attempts: spent?.attempts ?? 0)
    }
  }

  /// Reads an answer: parse, check against the schema, find each value in the document.
  func read(_ completion: Completion, of document: Document) -> Extraction {
    func extraction(
      _ result: Result<JSONValue, Extraction.Failure>, _ parsed: ParsedRecord? = nil
    ) -> Extraction {
      Extraction(
        documentID: document.id, result: result,
        values: parsed.map { ground($0, in: document) } ?? [:], parsed: parsed,
        completion: completion, usage: completion.usage, attempts: completion.attempts)
    }
    switch parser.parse(completion.text, isCutOff: completion.finish == .length) {
    case .failure(let failure):
      return extraction(.failure(.invalid(failure.description)))
    case .success(let answer):
      let (parsed, reasoning) = renderer.form.read(answer)
      if let path = parsed.cutLeaf(in: completion.text) {
        return extraction(.failure(.invalid("the answer was cut off in \(path)")), parsed)
      }
      let violations = parsed.violations ?? template.schema.violations(of: parsed.value)
      guard violations.isEmpty else {
        let list = violations.prefix(5).map(\.description).joined(separator: "; ")
        return extraction(.failure(.invalid(list)), parsed)
      }
      var found = extraction(.success(parsed.value), parsed)
      found.reasoning = reasoning
      return found
    }
  }

  private func ground(_ parsed: ParsedRecord, in document: Document) -> [FieldPath: Extraction
    .Value]
  {
    var grounding = Grounding(document.text)
    var values: [FieldPath: Extraction.Value] = [:]
    for (path, value) in parsed.value.leaves {
      let place = grounding.place(of: value)
      values[path] = Extraction.Value(evidence: place?.span, isNear: place?.isNear ?? false)
    }
    return values
  }
}
