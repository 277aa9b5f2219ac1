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
