import Logging
import PrompterKit

func records(of letters: [String], by prompter: Prompter<Ticket>) async throws -> [Ticket?] {
  let results = try await prompter.predictBatch(letters)
  return results.map { try? $0.get().record }
}

func route(_ inbox: AsyncStream<Document>, by prompter: Prompter<Ticket>) async throws {
  for try await prediction in try prompter.predictions(for: inbox) {
    switch prediction.result {
    case .success(let ticket): print(prediction.document.id, ticket.route)
    case .failure(let error): print(prediction.document.id, error)
    }
  }
}

func store(
  _ inbox: AsyncStream<Document>, by prompter: Prompter<Ticket>,
  insert: ([Ticket]) async throws -> Void
) async throws {
  for try await batch in try prompter.predictions(
    for: inbox, inBatchesOf: 100, within: .seconds(2))
  {
    try await insert(batch.compactMap { try? $0.result.get().record })
  }
}

struct SameInitial: Metric {
  let name = "same_initial"

  func score(_ predicted: JSONValue, expected: JSONValue) async throws -> Double {
    predicted.string?.first == expected.string?.first ? 1 : 0
  }
}

func trained(_ seed: Prompter<Ticket>, on data: Dataset) async throws -> Prompter<Ticket> {
  var options = OptimizationOptions.medium
  options.metrics.overrides[.root.key("product")] = SameInitial()
  options.optimizer = FirstExamples()
  return try await seed.optimize(on: data, options)
}

struct FirstExamples: Optimizer {
  let name = "first-examples"

  func search(_ seed: Candidate, in lab: Lab) async throws -> Candidate {
    let rows = Array(lab.select.prefix(20))
    var best = seed
    for count in 1...4 {
      let next = seed.child("\(count) shown") {
        $0.demonstrations = lab.train.prefix(count).compactMap { Demonstration($0) }
      }
      do { try await lab.evaluate([best, next], on: rows) } catch is Lab.Exhausted { break }
      if await lab.differences(best, next, on: rows).reduce(0, +) > 0 {
        best = next
        await lab.crown(best)
      }
    }
    return best
  }
}

func watched(_ letters: [String], by prompter: Prompter<Ticket>) async throws -> Int {
  let monitor = RunMonitor()
  let watching = Task { for await progress in monitor.updates { print(progress) } }
  let results = try await prompter.predictBatch(letters, monitor: monitor)
  await watching.value
  return results.count
}

func prompter(logging logger: Logger) throws -> Prompter<Ticket> {
  var configuration = PrompterConfiguration()
  configuration.engine.telemetry = Telemetry(logger: logger, confidenceThreshold: 0.85)
  return try Prompter<Ticket>(model: "openai/gpt-4.1-mini", configuration: configuration)
}
