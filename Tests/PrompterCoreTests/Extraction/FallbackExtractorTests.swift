import PrompterCore
import PrompterTesting
import Testing

/// An extractor that a test writes.
private struct Scripted: Extractor {
  let answer: @Sendable (Document, Duration?) async -> Extraction

  func extract(
    _ document: Document, repetition: Int, deadline: Duration?
  ) async -> Extraction {
    await answer(document, deadline)
  }
}

@Suite(.timeLimit(.minutes(5))) struct FallbackExtractorTests {
  private let document = Document(id: "d", text: "Order 17")
  private let clock = ManualClock()

  private func found(_ n: Int, confidence: Double? = nil) -> Extraction {
    var extraction = Extraction(
      documentID: "d", result: .success(["n": .integer(n)]), usage: Usage(input: 100, output: 10),
      attempts: 1)
    extraction.confidence = confidence
    return extraction
  }

  private func failed(_ kind: ModelError.Kind, attempts: Int = 1) -> Extraction {
    Extraction(
      documentID: "d", result: .failure(.noAnswer(ModelError(kind, "no \(kind)"))),
      attempts: attempts)
  }

  private var invalid: Extraction {
    Extraction(
      documentID: "d", result: .failure(.invalid("n is missing")),
      usage: Usage(input: 50, output: 5), attempts: 2)
  }

  /// Members `p0`, `p1`, … that answer so; with who was asked.
  private func line(
    _ answers: [Extraction], under threshold: Double? = nil, prices: [Price?] = []
  ) -> (extractor: FallbackExtractor, asked: Shared<[Int]>) {
    let asked = Shared<[Int]>([])
    let members = answers.enumerated().map { index, answer in
      FallbackExtractor.Member(
        prompter: "p\(index)", model: "test/m\(index)",
        extractor: Scripted { _, _ in
          asked.update { $0.append(index) }
          return answer
        }, price: prices.indices.contains(index) ? prices[index] : nil)
    }
    return (FallbackExtractor(members, under: threshold, clock: clock), asked)
  }

  @Test("a good answer is the end: nobody else is asked, and there is no detour")
  func good() async {
    let (extractor, asked) = line([found(1), found(2)])
    let extraction = await extractor.extract(document)
    #expect(extraction.record == ["n": 1])
    #expect(asked.value == [0])
    #expect(extraction.origin?.prompter == "p0" && extraction.origin?.detours == [])
  }

  @Test("after a failure and an unusable answer the next one is asked, with the reason of each")
  func failures() async {
    let (extractor, asked) = line([failed(.server), invalid, found(3), found(4)])
    let extraction = await extractor.extract(document)
    #expect(extraction.record == ["n": 3])
    #expect(asked.value == [0, 1, 2])
    #expect(extraction.usage == Usage(input: 150, output: 15) && extraction.attempts == 4)
    #expect(extraction.origin?.prompter == "p2" && extraction.origin?.model == "test/m2")
    #expect(
      extraction.origin?.detours == [
        .init(prompter: "p0", model: "test/m0", reason: "no server", type: "server"),
        .init(prompter: "p1", model: "test/m1", reason: "n is missing", type: "invalid_answer"),
      ])
  }

  @Test(
    "the last answer counts when its confidence is not known, else that of the highest",
    arguments: [
      ([0.5, 0.9], 0.7, [0, 1], 1), ([0.7, 0.9], 0.7, [0], 0), ([0.6, 0.5], 0.7, [0, 1], 0),
      ([0.5, 0.6, 0.4], 0.7, [0, 1, 2], 1), ([0.6, 0.6], 0.7, [0, 1], 0),
      ([nil, nil], 0.7, [0, 1], 1), ([nil, 0.2], 0.7, [0, 1], 1), ([0.2, nil], 0.7, [0, 1], 1),
      ([nil, 0.9], nil, [0], 0), ([0.1, 0.9], nil, [0], 0), ([0, 0.5], 0, [0], 0),
      ([0.999, 1], 1, [0, 1], 1), ([nil, 0.1], 0, [0, 1], 1),
    ] as [([Double?], Double?, [Int], Int)])
  func choice(confidences: [Double?], threshold: Double?, order: [Int], chosen: Int) async {
    let (extractor, asked) = line(
      confidences.enumerated().map { found($0, confidence: $1) }, under: threshold)
    let extraction = await extractor.extract(document)
    #expect(asked.value == order)
    #expect(extraction.record == ["n": .integer(chosen)])
    #expect(extraction.confidence == confidences[chosen])
    #expect(extraction.origin?.prompter == "p\(chosen)")
    #expect(
      extraction.origin?.detours.map(\.prompter)
        == order.filter { $0 != chosen }.map { "p\($0)" })
  }

  @Test("the reason tells a low confidence from an unknown one")
  func reasons() async {
    let (extractor, _) = line(
      [found(1, confidence: 0.61284), found(2), found(3, confidence: 0.8)], under: 0.7)
    let extraction = await extractor.extract(document)
    #expect(
      extraction.origin?.detours.map(\.reason) == [
        "confidence 0.612 is below 0.7", "no confidence is known, and 0.7 is asked for",
      ])
    #expect(extraction.origin?.detours.map(\.type) == ["low_confidence", "uncalibrated"])
  }

  @Test("an answer of low confidence is better than none")
  func lowOverNone() async {
    let (extractor, _) = line([found(1, confidence: 0.2), failed(.network)], under: 0.7)
    let extraction = await extractor.extract(document)
    #expect(extraction.record == ["n": 1])
    #expect(extraction.origin?.detours.map(\.type) == ["network"])
  }

  @Test("when nobody has a record an unusable answer stands before no answer, the last of them")
  func nothing() async {
    let (unusable, _) = line([failed(.server), invalid, failed(.unavailable, attempts: 0)])
    let extraction = await unusable.extract(document)
    #expect(extraction.failure?.isInvalidAnswer == true)
    #expect(extraction.origin?.prompter == "p1")
    #expect(extraction.origin?.detours.map(\.type) == ["server", "unavailable"])
    #expect(extraction.attempts == 3)
    let (none, _) = line([failed(.server), failed(.quota)])
    #expect(await none.extract(document).failure?.type == "quota")
  }

  @Test(
    "budget and deadline hold for all: nobody else is asked", arguments: ["budget", "deadline"])
  func ends(kind: String) async throws {
    let kind = try #require(ModelError.Kind(rawValue: kind))
    let (extractor, asked) = line([failed(kind, attempts: 0), found(2)])
    #expect(await extractor.extract(document).failure?.type == kind.rawValue)
    #expect(asked.value == [0])
    let (later, _) = line([found(1, confidence: 0.1), failed(kind), found(3)], under: 0.5)
    #expect(await later.extract(document).record == ["n": 1])
  }

  @Test("an interrupted document is not done, whatever was said before")
  func cancelled() async {
    let stopped = Extraction(
      documentID: "d", result: .failure(.noAnswer(CancellationError())))
    let (extractor, asked) = line(
      [found(1, confidence: 0.1), stopped, found(3)], under: 0.5)
    #expect(await extractor.extract(document).failure?.type == "cancelled")
    #expect(asked.value == [0, 1])
  }

  @Test("each model's tokens are paid at its own price; a price that is not known makes no sum")
  func cost() async {
    let (cheap, dear) = (
      Price(inputPerMillion: 1, outputPerMillion: 10),
      Price(inputPerMillion: 100, outputPerMillion: 1_000)
    )
    func cost(_ answers: [Extraction], _ prices: [Price?]) async -> Double? {
      await line(answers, prices: prices).extractor.extract(document).origin?.cost
    }
    // 50 and 5 tokens at the cheap price, 100 and 10 at the dear one.
    #expect(await cost([invalid, found(2)], [cheap, dear]) == 0.0001 + 0.02)
    #expect(await cost([invalid, found(2)], [dear, cheap]) == 0.01 + 0.0002)
    #expect(await cost([invalid, found(2)], [nil, cheap]) == nil)
    #expect(await cost([invalid, found(2)], [cheap, nil]) == nil)
    #expect(await cost([failed(.unavailable, attempts: 0), found(2)], [nil, cheap]) == 0.0002)
    #expect(await cost([found(1), found(2)], [cheap, nil]) == 0.0002)
  }

  @Test("C17: the document's deadline holds for the whole line, and the next one gets the rest")
  func deadline() async {
    let seen = Shared<[Duration?]>([])
    let members = (0..<3).map { index in
      FallbackExtractor.Member(
        prompter: "p\(index)", model: "m",
        extractor: Scripted { [clock, invalid] _, deadline in
          seen.update { $0.append(deadline) }
          clock.advance(by: .seconds(6))
          return invalid
        }, price: nil)
    }
    clock.advance(by: .seconds(100))
    _ = await FallbackExtractor(members, limit: .seconds(20), clock: clock).extract(document)
    #expect(seen.value == [.seconds(120), .seconds(120), .seconds(120)])
    _ = await FallbackExtractor(members, limit: .seconds(20), clock: clock).extract(
      document, repetition: 0, deadline: .seconds(130))
    #expect(seen.value.suffix(3) == [.seconds(130), .seconds(130), .seconds(130)])
  }

  @Test("C17: engines keep to the line's deadline, not each to its own")
  func engineDeadline() async throws {
    let schema = try Schema(["type": "object", "properties": ["n": ["type": "integer"]]])
    let models = (0..<3).map { index in
      ScriptedModel(name: "test/m\(index)") { [clock] _ in
        try await clock.sleep(until: clock.now + .seconds(4))
        throw ModelError(.server, "x")
      }
    }
    let members = models.map { model in
      let configuration = EngineConfiguration(
        retry: RetryPolicy(retries: 1, base: .zero), deadline: .seconds(10))
      return FallbackExtractor.Member(
        prompter: "p", model: model.name,
        extractor: ReaskingExtractor(
          Pipeline(
            template: .seed(schema), engine: Engine(model, configuration, clock: clock),
            hasFallback: true)), price: nil)
    }
    let extractor = FallbackExtractor(members, limit: .seconds(10), clock: clock)
    let extraction = try await clock.running { [document] in await extractor.extract(document) }
    #expect(models.map(\.calls.count) == [2, 1, 0])
    #expect(clock.now == .seconds(12))
    #expect(extraction.failure != nil && extraction.attempts == 3)
  }

  @Test("a budget that two engines share is never overspent, each charged at its own price")
  func sharedBudget() async throws {
    func engines(_ limits: BudgetLimits, _ error: ModelError?) -> [Engine] {
      let prices = [1.0, 10].map { Price(inputPerMillion: $0, outputPerMillion: $0) }
      var engines: [Engine] = []
      for price in prices {
        let model = ScriptedModel(name: "test/\(price.inputPerMillion)") { _ in
          await Task.yield()
          if let error { throw error }
          return Completion(text: "x", usage: Usage(input: 500, output: 500))
        }
        engines.append(
          Engine(
            model,
            EngineConfiguration(retry: RetryPolicy(retries: 0), budget: limits, price: price),
            sharing: engines.first?.budget, clock: clock))
      }
      return engines
    }
    let call = Call(
      prompt: Prompt(messages: [.init(.user, String(repeating: "a", count: 1_500))]),
      decoding: Decoding(maximumOutputTokens: 500))
    let byCalls = engines(BudgetLimits(calls: 10), ModelError(.server, "x"))
    try await forEachConcurrently(0..<40, limit: 40) { index in
      _ = try? await byCalls[index % 2].model.complete(call)
    } receive: { _, _ in
    }
    #expect(byCalls.reduce(0) { $0 + $1.meter.current.calls } == 10)
    #expect(byCalls.map(\.budget.callsLeft) == [0, 0])
    // 1,000 tokens are 0.001 and 0.01 dollars.
    let byCost = engines(BudgetLimits(cost: 0.0235), nil)
    for _ in 0..<2 { _ = try await byCost[1].model.complete(call) }
    await #expect(throws: ModelError.self) { try await byCost[1].model.complete(call) }
    for _ in 0..<3 { _ = try await byCost[0].model.complete(call) }
    await #expect(throws: ModelError.self) { try await byCost[0].model.complete(call) }
  }
}
