import PrompterCore

/// Asks who serves a document, and all in the shadow at the same time, and takes down what they say.
///
/// The record is that of the one who serves; what the others do changes nothing in it. The document is
/// done when all have answered, unless somebody goes on with the shadow's work.
struct ExperimentExtractor: Extractor {
  /// One who takes part.
  struct Member: Sendable {
    let name: String
    let model: String
    let extractor: any Extractor
    let price: Price?
  }

  let log: ExperimentLog
  /// In the order of the definition: those in the shadow come last.
  let members: [Member]
  /// Who goes on with the shadow's work when a document has been served; nil to wait for it.
  var shadowWork: ShadowWork?

  /// An answer in the shadow that is on its way.
  private struct Hidden {
    let index: Int
    let task: Task<Extraction, Never>
  }

  func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    let definition = log.definition
    let served = definition.allocation.choice(for: definition.unit(of: document))
    let hidden = members.indices.filter { definition.variants[$0].weight == nil && $0 != served }
      .map { index in
        let extractor = members[index].extractor
        return Hidden(
          index: index,
          task: Task {
            await RecordListener.unheard {
              await extractor.extract(document, repetition: repetition, deadline: deadline)
            }
          })
      }
    return await withTaskCancellationHandler {
      let extraction = await members[served].extractor.extract(
        document, repetition: repetition, deadline: deadline)
      return await takeDown(extraction, by: served, hidden, of: document)
    } onCancel: {
      for answer in hidden { answer.task.cancel() }
    }
  }

  /// Takes down what was served and what was said in the shadow.
  ///
  /// - Returns: what is given out.
  private func takeDown(
    _ extraction: Extraction, by served: Int, _ hidden: [Hidden], of document: Document
  ) async -> Extraction {
    var extraction = extraction
    do {
      // Nothing is known of a document that was given up.
      guard extraction.failure?.isCancellation != true else {
        for answer in hidden { answer.task.cancel() }
        return extraction
      }
      if !hidden.isEmpty, let shadowWork,
        shadowWork.take({ _ = try await note(hidden, of: document) })
      {
        try log.note(extraction, of: document, by: served, served: true)
      } else {
        if let given = try await note(hidden, of: document) { return given }
        try log.note(extraction, of: document, by: served, served: true)
      }
    } catch {
      // The answers are in the cache: the next run has them for nothing.
      extraction.result = .failure(
        .noAnswer(ModelError(.unavailable, "the experiment cannot be written: \(error)")))
      return extraction
    }
    let member = members[served]
    extraction.origin = Extraction.Origin(
      prompter: extraction.origin?.prompter ?? member.name,
      model: extraction.origin?.model ?? member.model,
      detours: extraction.origin?.detours ?? [],
      cost: extraction.origin.map(\.cost) ?? member.price?.cost(extraction.usage))
    return extraction
  }

  /// Takes down what was said in the shadow, when all of it has been said.
  ///
  /// - Returns: an answer that was given up, in which case nothing was taken down.
  private func note(_ hidden: [Hidden], of document: Document) async throws -> Extraction? {
    var answers: [(index: Int, extraction: Extraction)] = []
    for answer in hidden {
      let extraction = await withTaskCancellationHandler {
        await answer.task.value
      } onCancel: {
        for answer in hidden { answer.task.cancel() }
      }
      if extraction.failure?.isCancellation == true { return extraction }
      answers.append((answer.index, extraction))
    }
    for answer in answers {
      try log.note(answer.extraction, of: document, by: answer.index, served: false)
    }
    return nil
  }
}
