extension Lab {
  /// Notes that a candidate is the best so far.
  public func crown(_ candidate: Candidate) {
    note([
      "event": "incumbent", "candidate": .string(candidate.id), "origin": .string(candidate.origin),
      "spent": .integer(spent),
    ])
    setup.best(candidate, searched)
  }

  /// Marks of the examples that have a part in what is found.
  nonisolated var searched: ExampleMarks { ExampleMarks((train + select).map(\.document.text)) }

  /// Notes that a candidate is given up, and why.
  ///
  /// - Parameter gain: its mean difference to what it had to beat; nil when unknown.
  func drop(_ candidate: Candidate, because reason: String, gain: Double? = nil) {
    note([
      "event": "died", "candidate": .string(candidate.id), "origin": .string(candidate.origin),
      "reason": .string(reason), "mean_difference": JSONValue(gain),
    ])
  }

  /// Notes that a candidate is good enough to go on with.
  func accept(_ candidate: Candidate, gain: Double?) {
    note([
      "event": "accepted", "candidate": .string(candidate.id),
      "origin": .string(candidate.origin), "mean_difference": JSONValue(gain),
    ])
  }

  /// Whether a candidate is right about so many examples that nothing could show another to be better;
  /// notes then that this is why the search ends.
  func isFlawless(_ candidate: Candidate) -> Bool {
    let scores = known(candidate).values.filter(\.row.isAnswered).map { $0.row.score ?? 0 }
    guard scores.count >= min(Self.proof, select.count), !scores.isEmpty,
      scores.allSatisfy({ $0 >= FieldScore.rightness })
    else { return false }
    stoppedBecause = "all \(scores.count) answers were right"
    return true
  }

  /// Introduces a candidate: where it comes from and what differs from its parent.
  func introduce(_ candidate: Candidate) {
    note([
      "event": "candidate", "candidate": .string(candidate.id),
      "parent": candidate.parent.map(JSONValue.string) ?? .null,
      "origin": .string(candidate.origin),
      "changes": .array(
        candidate.changes.map {
          ["part": .string($0.part), "before": .string($0.before), "after": .string($0.after)]
        }),
    ])
  }
}

extension Journal {
  /// Notes that a part of the run begins, which counts its questions from 0.
  func begin(_ stage: SearchHistory.Stage.Kind) {
    write(["event": "stage", "stage": .string(stage.rawValue)])
  }

  /// Notes what the search has found, before anything is confirmed, and that nothing else was.
  func choose(_ candidate: Candidate, of seed: Candidate, after events: [JSONValue]) {
    for entry in SearchHistory(events).entries
    where entry.death == nil && entry.id != candidate.id && entry.id != seed.id {
      write([
        "event": "died", "candidate": .string(entry.id), "origin": .string(entry.origin),
        "reason": .string(entry.wasBest ? "a later one was better" : "another one was chosen"),
        "mean_difference": .null,
      ])
    }
    write([
      "event": "chosen", "candidate": .string(candidate.id), "origin": .string(candidate.origin),
    ])
  }
}
