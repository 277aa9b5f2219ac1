/// Asks again when an answer cannot be used, showing the model its answer and what is wrong.
///
/// Only the last bad answer is shown, never the whole history: the prompt stays under twice its
/// length however often it is asked. An answer that was cut off is asked for again with twice the
/// room, unless it went in circles: then it would go on doing so. A model that repeats its bad answer
/// is asked for less likely words; one that does so even then is left alone. Failures of the network
/// are the engine's business and never reach the model.
public struct ReaskingExtractor: Extractor {
  /// The plain line.
  public let pipeline: Pipeline
  /// How often it is asked again, within the document's attempts.
  public let reasks: Int

  /// Makes the extractor.
  ///
  /// - Parameter reasks: nil for as often as attempts are left; of a model that is too weak to take
  ///   correction, once.
  public init(_ pipeline: Pipeline, reasks: Int? = nil) {
    self.pipeline = pipeline
    self.reasks = reasks ?? (pipeline.engine.model.capabilities.canPropose ? .max : 1)
  }

  /// Extracts the record of a document.
  public func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    guard
      let first = try? pipeline.call(for: document, repetition: repetition, deadline: deadline)
    else { return await pipeline.extract(document, repetition: repetition, deadline: deadline) }
    var call = first
    var extraction = await pipeline.answer(call, document)
    var spent = extraction.attempts + extraction.savedAttempts
    var asked = 0
    let model = pipeline.engine.model
    // Most answers are good: nothing is hashed for them.
    lazy var known: Set = [model.fingerprint(of: first)]
    while asked < reasks {
      guard let failure = extraction.failure, failure.isInvalidAnswer,
        let completion = extraction.completion
      else { break }
      if completion.finish == .length, completion.text.endsInCircles { break }
      // An answer from the cache took its attempts too, when it was first given.
      call.attemptsLeft -= max(1, spent)
      call.attempt += max(1, spent)
      guard call.attemptsLeft > 0 else { break }
      if completion.finish == .length {
        call.prompt = first.prompt
        call.decoding.maximumOutputTokens *= 2
      } else {
        call.prompt = Self.correction(first.prompt, answer: completion.text, fault: failure.message)
      }
      // The same question has the same answer, from the cache.
      guard known.insert(model.fingerprint(of: call)).inserted else { break }
      var next = await pipeline.answer(call, document)
      spent = next.attempts + next.savedAttempts
      next.usage = next.usage + extraction.usage
      next.savedUsage = next.savedUsage + extraction.savedUsage
      next.savedAttempts += extraction.savedAttempts
      next.attempts += extraction.attempts
      if let failure = next.failure, !failure.isInvalidAnswer {
        // No answer to the second question: the first one stays the model's word.
        extraction.usage = next.usage
        extraction.savedUsage = next.savedUsage
        extraction.savedAttempts = next.savedAttempts
        extraction.attempts = next.attempts
        break
      }
      asked += 1
      next.repairs.insert(contentsOf: Array(repeating: Repair(rule: "reask"), count: asked), at: 0)
      if next.completion?.text == completion.text {
        call.decoding.temperature = max(call.decoding.temperature, Self.livelyTemperature)
      }
      extraction = next
    }
    return extraction
  }

  /// Enough to leave the likeliest answer.
  private static let livelyTemperature = 0.7

  private static func correction(_ prompt: Prompt, answer: String, fault: String) -> Prompt {
    // Half the prompt's length for the answer and a quarter for the fault leave it under twice.
    let length = prompt.messages.reduce(0) { $0 + $1.text.utf8.count }
    var prompt = prompt
    prompt.messages.append(.init(.assistant, answer.cut(toBytes: min(4_000, length / 2))))
    let words = fault.cut(toBytes: min(500, length / 4))
    prompt.messages.append(
      .init(
        .user,
        "That answer cannot be used: \(words). Answer again with the whole corrected JSON object "
          + "and nothing else."))
    return prompt
  }
}

extension String {
  /// As many of the first characters as fit into so many UTF-8 bytes.
  fileprivate func cut(toBytes most: Int) -> String {
    var text = ""
    var bytes = 0
    for character in self {
      bytes += character.utf8.count
      if bytes > most { break }
      text.append(character)
    }
    return text
  }
}
