/// Asks nothing any more once the time of a search is over.
struct PunctualExtractor: Extractor {
  let base: ReaskingExtractor
  let end: Duration

  func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    let own = base.pipeline.engine.configuration.deadline.map {
      base.pipeline.engine.clock.now + $0
    }
    return await base.extract(
      document, repetition: repetition, deadline: min(end, deadline ?? own ?? end))
  }
}
