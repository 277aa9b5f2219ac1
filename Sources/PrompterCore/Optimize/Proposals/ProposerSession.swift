/// Asks the proposer questions in plain text.
struct ProposerSession {
  let lab: Lab
  /// 0 or above; higher is more varied.
  let temperature: Double

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
    let prompt = Prompt(
      messages: [.init(.system, task), .init(.user, material)],
      responseSchema: schema.map { ResponseSchema($0) })
    do {
      return try await lab.propose(prompt, temperature: temperature, repetition: repetition)
    } catch is ModelError {
      return nil
    }
  }
}
