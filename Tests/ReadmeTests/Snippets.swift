import PrompterKit

struct Ticket: Extractable {
  var route: String, urgency: String, product: String?, order_id: String?
  static let schema = ticketSchema
}

func train(on path: String, budget: Int, artifact: String) async throws {
  let seed = try Prompter<Ticket>(model: "local/smollm2-135m")
  let trained = try await seed.optimize(on: .load(path), budget: budget)
  print(trained.artifact.scores?.gain ?? 0)
  try trained.save(artifact)
}

func firstRecord(in text: String, artifact: String) async throws -> Ticket {
  let prompter = try Prompter<Ticket>.load(artifact)
  let ticket = try await prompter.predict(text)
  print(ticket.route, ticket.confidence ?? .nan)
  return ticket.record
}
