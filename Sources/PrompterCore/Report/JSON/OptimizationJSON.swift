extension OptimizationResult {
  /// What `optimize --json` prints.
  ///
  /// - Parameters:
  ///   - artifact: the file that was written.
  ///   - seconds: how long it took.
  public func json(artifact: String, seconds: Double) -> JSONValue {
    var fields = JSONObject()
    for (path, scores) in (heldOut?.fields ?? [:]).sorted(by: {
      $0.key.description < $1.key.description
    }) {
      fields[path.description] = ["seed": .number(scores.seed), "score": .number(scores.score)]
    }
    return [
      "artifact": .string(artifact),
      "seed_score": JSONValue(heldOut?.seed.mean), "score": JSONValue(shippedScore),
      "gain": heldOut == nil ? .null : gain?.json ?? .null,
      "held_out": heldOut.map { .string($0.source.rawValue) } ?? .null,
      "n": heldOut.map { .integer($0.seed.count) } ?? .integer(0),
      "shipped": .string(shipped.rawValue), "fields": .object(fields),
      "task_calls": .integer(taskCalls), "proposer_calls": .integer(proposerCalls),
      "teacher_calls": .integer(teacherCalls), "judge_calls": .integer(judgeCalls),
      "cached_calls": .integer(cachedCalls),
      "input_tokens": .integer(usage.input),
      "output_tokens": .integer(usage.output), "cost_usd": JSONValue(cost),
      "seconds": .number((seconds * 10).rounded() / 10), "stopped_because": .string(stoppedBecause),
      "calibrated": .bool(calibration != nil),
    ]
  }

  /// How many calls who has had.
  var callWords: String {
    let others = [(teacherCalls, "teacher"), (judgeCalls, "judge")].filter { $0.0 > 0 }
    return ([(taskCalls, "task"), (proposerCalls, "proposer")] + others)
      .map { "\(ReportNumber.count($0.0)) \($0.1)" }.joined(separator: ", ")
  }

  /// The held-out score of what was shipped; nil without held-out examples.
  public var shippedScore: Double? {
    shipped == .seed ? heldOut?.seed.mean : heldOut?.optimized.mean
  }

  /// The gain of what was shipped over the seed: nothing when that is the seed.
  public var gain: Comparison.Difference? {
    guard let heldOut else { return nil }
    if shipped == .optimized { return heldOut.gain }
    return Comparison.difference(heldOut.seed.map { _ in 0 }, seed: 0)
  }
}

extension TerminalReport {
  /// The table of an optimization.
  public static func render(_ result: OptimizationResult) -> String {
    var text = ""
    if let heldOut = result.heldOut, let found = heldOut.gain {
      var table = TextTable(["held out, n \(heldOut.seed.count)", "seed", "found", "gain"])
      table.add([
        "score", TableNumber.score(heldOut.seed.mean), TableNumber.score(heldOut.optimized.mean),
        TableNumber.signed(found.mean),
      ])
      for (path, scores) in heldOut.fields.sorted(by: { $0.key.description < $1.key.description }) {
        table.add([
          "  \(path)", TableNumber.score(scores.seed), TableNumber.score(scores.score),
          TableNumber.signed(scores.score - scores.seed),
        ])
      }
      text += table.text + "\n\n"
      text += "gain \(TableNumber.signed(found.mean)), 95 % interval "
      text += "\(TableNumber.interval(found.interval)), p \(TableNumber.p(found.p))"
      text += heldOut.source == .crossFitted ? " (cross-fitted)\n" : "\n"
    } else {
      text += "not confirmed on held-out examples\n"
    }
    text += "shipped: \(result.shipped.rawValue) (\(result.candidate.origin)); "
    text += "\(result.stoppedBecause)\n"
    text += "calls \(result.callWords), \(result.cachedCalls) from cache; confidence "
    text += result.calibration == nil ? "uncalibrated\n" : "calibrated\n"
    return text
  }
}
