import PrompterCore

/// Asks who serves a document, and all in the shadow at the same time, and takes down what they say.
///
/// The record is that of the one who serves. What the others do, and how long, changes nothing in
/// it; but the document is done only when all have answered.
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

  func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    let definition = log.definition
    let served = definition.allocation.choice(for: definition.unit(of: document))
    let asked = members.indices.filter {
      $0 == served || definition.variants[$0].weight == nil
    }
    let answers = await withTaskGroup(of: (Int, Extraction).self) { group in
      for index in asked {
        let extractor = members[index].extractor
        group.addTask {
          @Sendable func answer() async -> Extraction {
            await extractor.extract(document, repetition: repetition, deadline: deadline)
          }
          return (index, index == served ? await answer() : await RecordListener.unheard(answer))
        }
      }
      var answers: [Int: Extraction] = [:]
      for await (index, extraction) in group { answers[index] = extraction }
      return answers
    }
    guard var extraction = answers[served] else { return cancelled(document) }
    // Nothing is known of a document that was given up.
    if let given = answers.values.first(where: { $0.failure?.isCancellation == true }) {
      return given
    }
    do {
      for index in asked {
        guard let answer = answers[index] else { continue }
        try log.note(answer, of: document, by: index, served: index == served)
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

  private func cancelled(_ document: Document) -> Extraction {
    Extraction(documentID: document.id, result: .failure(.noAnswer(CancellationError())))
  }
}
