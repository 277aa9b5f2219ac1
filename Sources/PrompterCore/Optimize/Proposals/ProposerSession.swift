/// Asks the proposer questions in plain text, and stops asking one that keeps failing.
struct ProposerSession {
  /// So many failures in a row, and it is not asked again.
  private static let patience = 3

  let lab: Lab
  /// 0 or above; higher is more varied.
  let temperature: Double
  private var failures = 0

  init(_ lab: Lab, temperature: Double) {
    self.lab = lab
    self.temperature = temperature
  }

  /// The answer; nil when there is no proposer or it gave none.
  ///
  /// - Parameters:
  ///   - task: what to do.
  ///   - material: what to do it with.
  ///   - repetition: tells apart the answers to the same question.
  /// Throws `Lab.Exhausted`, `CancellationError`.
  mutating func ask(
    _ task: String, _ material: String, schema: JSONValue? = nil, repetition: Int = 0
  ) async throws -> String? {
    guard failures < Self.patience else { return nil }
    let prompt = Prompt(
      messages: [.init(.system, task), .init(.user, material)],
      responseSchema: schema.map { ResponseSchema($0) })
    do {
      let answer = try await lab.propose(prompt, temperature: temperature, repetition: repetition)
      failures = 0
      return answer
    } catch let error as ModelError {
      failures += 1
      await lab.note(["event": "proposer failed", "reason": .string(error.kind.rawValue)])
      return nil
    }
  }
}
