/// Asks the teacher.
extension Lab {
  /// Asks the teacher what it answers to a candidate's prompt: the model that the set-up names, or the
  /// task model itself.
  ///
  /// It counts against the budget. What another model answers says nothing of how the candidate does,
  /// and is not remembered.
  /// Throws `Exhausted`, or why the teacher does not answer when its first three answers failed.
  func teach(
    _ candidate: Candidate, on examples: [Example]
  ) async throws -> [Evaluator.Outcome] {
    guard let teacher = setup.teacher else { return try await ask(candidate, on: examples) }
    try check([(candidate, examples)])
    let evaluator = Evaluator(
      extractor: extractor(candidate, of: teacher), scorer: setup.scorer,
      concurrency: teacher.concurrency)
    let asked = setup.asked
    let judged = judgeQuestions
    let lessons = try await evaluator.evaluate(examples) { outcome in
      asked(Self.questions(outcome), outcome.row.failure != nil)
    }
    spent += judgeQuestions - judged
    for lesson in lessons {
      spent += Self.questions(lesson)
      count(lesson.extraction.usage + lesson.extraction.savedUsage, of: teacher)
    }
    note([
      "event": "taught", "candidate": .string(candidate.id), "n": .integer(lessons.count),
      "right": .integer(lessons.count { ($0.row.score ?? 0) >= FieldScore.rightness }),
      "spent": .integer(spent),
    ])
    try checkTeacher(lessons)
    return lessons
  }

  /// Throws why there are no lessons.
  private func checkTeacher(_ lessons: [Evaluator.Outcome]) throws {
    guard !hasTaught else { return }
    hasTaught = lessons.contains(where: \.row.isAnswered)
    let failures = lessons.compactMap(\.row.failure)
    guard !hasTaught, let failure = failures.first else { return }
    if let end = failures.first(where: { $0.type == ModelError.Kind.budget.rawValue }) {
      stoppedBecause = end.message
      throw Exhausted()
    }
    let deadline = ModelError.Kind.deadline.rawValue
    if limits.seconds != nil, failures.contains(where: { $0.type == deadline }) {
      throw exhausted()
    }
    vainLessons += lessons.count
    if vainLessons >= Self.proposerPatience { throw failure }
  }
}
