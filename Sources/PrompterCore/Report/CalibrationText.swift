extension TerminalReport {
  /// The table of a calibration: how it did where it was not fitted, and which records it would
  /// accept.
  ///
  /// - Parameter fields: those to list, in order.
  public static func render(_ calibration: Calibration, fields: [FieldPath]) -> String {
    let fits =
      [("", calibration.plain)] + (calibration.agreeing.map { [("agreement, ", $0)] } ?? [])
    var text =
      "\(calibration.n) values, \(calibration.wrong) of them wrong, of examples that "
      + (calibration.rows == .confirm ? "chose nothing\n" : "the prompt was trained with\n")
    for (name, fit) in fits {
      guard let heldOut = fit.heldOut else { continue }
      text += "\n\(table(heldOut, name + heldOut.source.rawValue, fields))\n"
      text += "\naccepted records with at most so many wrong (95 % sure):\n"
      for target in targets {
        let found = RiskThreshold.find(
          heldOut.records.confidences, heldOut.records.right, target: target)
        text += "  \(ReportNumber.percent(target)): \(sentence(found))\n"
      }
    }
    return text
  }

  /// What came of the search for one threshold.
  public static func render(
    _ outcome: RiskThreshold.Outcome, _ heldOut: HeldOutConfidence, target: Double
  ) -> String {
    let right = heldOut.records.right.count { $0 }
    return "\(heldOut.records.right.count) records (\(heldOut.source.rawValue)), \(right) of them "
      + "right\nat most \(ReportNumber.percent(target)) of what is accepted wrong: "
      + "\(sentence(outcome))\n"
  }

  /// The shares wrong that are shown for orientation.
  private static let targets = [0.01, 0.02, 0.05, 0.1, 0.2]

  private static func table(
    _ heldOut: HeldOutConfidence, _ heading: String, _ fields: [FieldPath]
  ) -> String {
    var table = TextTable([heading, "n", "right", "AUROC", "ECE", "Brier"])
    let right = heldOut.fields.values.reduce(0) { $0 + $1.right }
    table.add([
      "all values", "\(heldOut.n)", TableNumber.score(Double(right) / Double(max(1, heldOut.n))),
      TableNumber.score(heldOut.auroc), TableNumber.score(heldOut.ece),
      TableNumber.score(heldOut.brier),
    ])
    for path in fields {
      guard let field = heldOut.fields[path] else { continue }
      table.add([
        "  \(path)", "\(field.n)", TableNumber.score(Double(field.right) / Double(max(1, field.n))),
        TableNumber.score(field.auroc), TableNumber.score(field.ece),
        TableNumber.score(field.brier),
      ])
    }
    return table.text
  }

  /// What was found, in words.
  public static func sentence(_ outcome: RiskThreshold.Outcome) -> String {
    switch outcome {
    case .certified(let found):
      return "confidence from \(TableNumber.decimals(found.threshold, 4)) on, "
        + "\(found.accepted) of \(found.n) records (\(ReportNumber.percent(found.coverage))), "
        + "\(found.wrong) of them wrong, at most \(TableNumber.score(found.upper)) in truth"
    case .tooFew(let needed):
      return "too few examples to prove it; about \(needed) would do"
    case .hopeless:
      return "out of reach: even the most trusted records are wrong too often"
    }
  }
}

extension RiskThreshold.Outcome {
  /// What was found as JSON: the threshold is null when nothing is proven.
  public var json: JSONValue {
    var json: JSONObject = [
      "threshold": .null, "coverage": .null, "accepted": .null, "wrong": .null, "upper": .null,
      "needed": .null,
    ]
    switch self {
    case .certified(let found):
      json["threshold"] = .number(found.threshold)
      json["coverage"] = .number(found.coverage)
      json["accepted"] = .integer(found.accepted)
      json["wrong"] = .integer(found.wrong)
      json["upper"] = .number(found.upper)
    case .tooFew(let needed): json["needed"] = .integer(needed)
    case .hopeless: break
    }
    return .object(json)
  }
}

extension HeldOutConfidence {
  /// The numbers for scripts, without the single records.
  public func summaryJSON(_ order: [FieldPath]) -> JSONValue {
    [
      "source": .string(source.rawValue), "n": .integer(n), "brier": .number(brier),
      "ece": .number(ece), "auroc": JSONValue(auroc),
      "records": [
        "n": .integer(records.right.count), "right": .integer(records.right.count { $0 }),
        "auroc": JSONValue(ReliabilityMetrics.auroc(records.confidences, records.right)),
        "ece": JSONValue(ReliabilityMetrics.ece(records.confidences, records.right)),
      ],
      "fields": .object(
        JSONObject(
          order.compactMap { path in fields[path].map { (path.description, $0.json) } })),
    ]
  }
}
