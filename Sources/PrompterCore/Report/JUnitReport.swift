/// An evaluation as JUnit XML, which build servers show: a test case for each example.
public enum JUnitReport {
  /// Renders an evaluation.
  ///
  /// A scored row with a field that is not right is a failure, a row without an answer an error.
  /// Times are the answers' latencies in seconds.
  public static func render(_ evaluation: Evaluation) -> String {
    let failures = evaluation.rows.count { $0.isFailing(evaluation.scoredFields) }
    let seconds = evaluation.rows.compactMap(\.latency).reduce(0, +) / 1000
    let totals =
      "tests=\"\(evaluation.rows.count)\" failures=\"\(failures)\" errors=\"\(evaluation.errors)\""
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuites \(totals) time=\"\(time(seconds))\">\n"
    out += "  <testsuite name=\"\(attribute(evaluation.prompter))\" \(totals) skipped=\"0\""
    out += " time=\"\(time(seconds))\">\n"
    out += properties(evaluation)
    for row in evaluation.rows { out += testCase(row, evaluation) }
    return out + "  </testsuite>\n</testsuites>\n"
  }

  private static func properties(_ evaluation: Evaluation) -> String {
    var pairs = [
      ("model", evaluation.model), ("data", evaluation.data),
      ("prompter_sha256", evaluation.prompterHash), ("data_sha256", evaluation.dataHash),
    ]
    if let score = evaluation.score { pairs.append(("score", ReportNumber.score(score))) }
    let lines = pairs.map {
      "      <property name=\"\($0.0)\" value=\"\(attribute($0.1))\"/>\n"
    }
    return "    <properties>\n\(lines.joined())    </properties>\n"
  }

  private static func testCase(_ row: EvaluationRow, _ evaluation: Evaluation) -> String {
    let open =
      "    <testcase classname=\"\(attribute(evaluation.prompter))\" name=\"\(attribute(row.name))\""
      + " time=\"\(time((row.latency ?? 0) / 1000))\""
    if !row.isAnswered {
      let failure = row.failure
      return open + ">\n"
        + element("error", failure?.type ?? "error", failure?.message ?? "no answer", body: "")
        + "    </testcase>\n"
    }
    guard row.isFailing(evaluation.scoredFields) else { return open + "/>\n" }
    let faults = row.faults(evaluation.scoredFields)
    if let failure = row.failure {
      return open + ">\n" + element("failure", failure.type, failure.message, body: "")
        + "    </testcase>\n"
    }
    let message = faults.map { "\($0.path) \($0.score.outcome.rawValue)" }.joined(separator: ", ")
    let lines = faults.map { fault in
      "\(fault.path): expected \(value(row.expected.reported(at: fault.path))), got "
        + "\(value(row.predicted?.reported(at: fault.path))) (\(fault.score.outcome.rawValue), "
        + "score \(ReportNumber.score(fault.score.score)))"
    }
    return open + ">\n"
      + element("failure", "not_right", message, body: lines.joined(separator: "\n"))
      + "    </testcase>\n"
  }

  private static func element(
    _ name: String, _ type: String, _ message: String, body: String
  ) -> String {
    let open =
      "      <\(name) type=\"\(attribute(type))\" message=\"\(attribute(message.cut(1_000)))\""
    return open + (body.isEmpty ? "/>\n" : ">\(XMLText.escape(body))</\(name)>\n")
  }

  private static func value(_ value: JSONValue?) -> String {
    value.map { $0.text(.spaced).cut(1_000) } ?? "nothing"
  }

  private static func attribute(_ text: String) -> String {
    XMLText.escape(text, inAttribute: true)
  }

  private static func time(_ seconds: Double) -> String {
    seconds.isFinite ? ReportNumber.fixed(seconds, 3) : "0.000"
  }
}
