/// Makes demonstrations of a model's right answers (BootstrapFewShot of DSPy).
///
/// It walks examples in order and asks a teacher about each: the prompt itself, with labelled
/// demonstrations if it has none, answered by the task model or by a stronger one. Answers that score
/// well enough become demonstrations.
struct Bootstrapper {
  let lab: Lab
  /// The most demonstrations of the teacher's answers.
  let bootstrapped: Int
  /// The most demonstrations in all; what is missing is filled with labelled examples.
  let labelled: Int
  /// The score from which on an answer is right; scores of several fields are seldom 0.
  var threshold = 1.0

  /// Demonstrations for a candidate.
  ///
  /// Throws `Lab.Exhausted`.
  func demonstrations(
    for candidate: Candidate, from examples: [Example], using generator: inout SeededGenerator
  ) async throws -> [Demonstration] {
    let room = DemonstrationRoom(lab)
    let shown = room.fitting(generator.shuffled(examples), atMost: labelled)
    var made: [Example] = []
    for example in examples {
      guard made.count < bootstrapped else { break }
      let teacher = candidate.child("teacher") { template in
        guard template.demonstrations.isEmpty else { return }
        // A question must not be shown with its answer.
        template.demonstrations = shown.filter { $0.id != example.id }.compactMap(
          Demonstration.init)
      }
      guard let row = try await lab.teach(teacher, on: [example]).first?.row,
        let score = row.score, score >= threshold, let answer = row.predicted
      else { continue }
      made.append(Example(example.document, expected: answer))
    }
    let used = Set(made.map(\.id))
    let rest = generator.shuffled(examples.filter { !used.contains($0.id) })
    return room.fitting(made + rest, atMost: max(labelled, made.count))
      .compactMap(Demonstration.init)
  }
}
