extension RunPlan {
  /// What `--dry-run --json` prints.
  public var json: JSONValue {
    [
      "model": .string(terms.model),
      "documents": isSample ? .null : .integer(documents),
      "per_documents": isSample ? .integer(documents) : .null,
      "calls": [
        "low": .integer(calls.lowerBound), "high": .integer(calls.upperBound),
        "most": .integer(mostCalls),
      ],
      "input_tokens": Self.json(inputTokens), "output_tokens": Self.json(outputTokens),
      "cost_usd": Self.json(cost), "price": Self.json(terms.price),
      "concurrency": .integer(terms.concurrency), "rounds": .integer(rounds),
      "limits": .array(terms.limits.map { .string($0.description) }),
      "last_call_seconds": Self.json(lastCall),
      "bound_by": binding.map { .string($0.description) } ?? .null,
      "basis": [
        "input_tokens": "3.5 bytes a token", "output_tokens": .string(answer.basis.rawValue),
        "answer_tokens": .integer(answer.tokens),
        "max_output_tokens": .integer(terms.maximumOutputTokens),
      ],
      "warnings": .array(warnings.map(JSONValue.string)),
    ]
  }

  static func json(_ range: ClosedRange<Int>) -> JSONValue {
    ["low": .integer(range.lowerBound), "high": .integer(range.upperBound)]
  }

  static func json(_ range: ClosedRange<Double>?) -> JSONValue {
    guard let range else { return .null }
    return ["low": .number(range.lowerBound), "high": .number(range.upperBound)]
  }

  static func json(_ range: ClosedRange<Duration>) -> JSONValue {
    ["low": .number(range.lowerBound.seconds), "high": .number(range.upperBound.seconds)]
  }

  private static func json(_ price: Price?) -> JSONValue {
    guard let price else { return .null }
    return ["input": .number(price.inputPerMillion), "output": .number(price.outputPerMillion)]
  }

  /// The plan in one line, and one more for each warning.
  public var summary: [String] {
    let subject =
      (isSample ? "for each " : "")
      + "\(ReportNumber.count(documents, "document")), \(PlanText.calls(calls))"
    return summary(of: subject, "")
  }

  fileprivate func summary(of subject: String, _ end: String) -> [String] {
    var line = "plan: \(subject), \(PlanText.range(inputTokens)) tokens in, "
    line += "\(PlanText.range(outputTokens)) out, cost \(PlanText.cost(cost))"
    if let binding { line += "; last call after \(PlanText.range(lastCall)) (\(binding))" }
    return [line + end] + warnings.map { "plan: \($0)" }
  }

  /// The lines of the plan's table.
  func rows(isSearch: Bool = false) -> [(String, String)] {
    var rows = [("model", terms.model)]
    if !isSearch {
      rows.append(
        ("documents", isSample ? "unknown; for each \(documents):" : ReportNumber.count(documents)))
    }
    let most =
      mostCalls > calls.upperBound
      ? "; at most \(ReportNumber.count(mostCalls)) with every retry" : ""
    rows += [
      ("calls", (isSearch ? "at most " : "") + ReportNumber.count(calls.upperBound) + most),
      ("input tokens", "\(PlanText.range(inputTokens)) (3.5 bytes a token)"),
      ("output tokens", "\(PlanText.range(outputTokens)) (\(answerText))"),
      ("cost", PlanText.cost(cost) + (terms.price.map { " (\(PlanText.price($0)))" } ?? "")),
      ("limits", limitText),
      ("concurrency", concurrencyText),
    ]
    return rows + warnings.map { ("warning", $0) }
  }

  private var answerText: String {
    let length =
      switch answer.basis {
      case .labels: "as long as the expected records"
      case .demonstrations: "as long as the demonstrations"
      case .cap: "half the cap"
      }
    return "\(length), \(answer.tokens) each; at most \(terms.maximumOutputTokens) each"
  }

  private var limitText: String {
    guard !terms.limits.isEmpty else { return "none" }
    guard let binding else {
      return terms.limits.map(\.description).joined(separator: ", ") + ": no call waits"
    }
    return "\(binding) binds: the last call goes out after \(PlanText.range(lastCall))"
  }

  private var concurrencyText: String {
    let rounds = ReportNumber.count(rounds)
    return "\(terms.concurrency) calls under way at once: at least \(rounds) times as long as one "
      + "answer takes"
  }
}

extension TerminalReport {
  /// The table of a plan.
  public static func render(_ plan: RunPlan) -> String { PlanText.table(plan.rows()) }
}

/// How the numbers of plans look.
enum PlanText {
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      name + String(repeating: " ", count: width - name.count + 2) + text + "\n"
    }.joined()
  }

  static func calls(_ calls: ClosedRange<Int>) -> String {
    calls.lowerBound == calls.upperBound
      ? ReportNumber.count(calls.upperBound, "call") : "\(range(calls)) calls"
  }

  static func range(_ range: ClosedRange<Int>) -> String {
    let high = ReportNumber.count(range.upperBound)
    return range.lowerBound == range.upperBound
      ? high : "\(ReportNumber.count(range.lowerBound)) to \(high)"
  }

  static func range(_ range: ClosedRange<Duration>) -> String {
    let (low, high) = (duration(range.lowerBound), duration(range.upperBound))
    return low == high ? high : "\(low) to \(high)"
  }

  static func cost(_ cost: ClosedRange<Double>?) -> String {
    guard let cost else { return "unknown; give --price IN/OUT" }
    guard cost.upperBound > 0 else { return "$0" }
    let (low, high) = (ReportNumber.cost(cost.lowerBound), ReportNumber.cost(cost.upperBound))
    return low == high ? high : "\(low) to \(high)"
  }

  static func price(_ price: Price) -> String {
    "$\(price.inputPerMillion) in, $\(price.outputPerMillion) out a million tokens"
  }

  /// A time with the two units that tell most.
  static func duration(_ duration: Duration) -> String {
    let seconds = duration.seconds
    guard seconds >= 120 else { return "\(ReportNumber.fixed(seconds, 1)) s" }
    let whole = Int(min(seconds, 9e15).rounded())
    if whole < 7_200 { return "\(whole / 60) min \(whole % 60) s" }
    if whole < 172_800 { return "\(whole / 3_600) h \(whole % 3_600 / 60) min" }
    return "\(ReportNumber.count(whole / 86_400)) days \(whole % 86_400 / 3_600) h"
  }
}

extension OptimizationForecast {
  /// What `optimize --dry-run --json` prints.
  public var json: JSONValue {
    guard case .object(var object) = run.json else { return run.json }
    object["documents"] = .integer(run.documents)
    object["rows"] = [
      "demonstrations": .integer(demonstrationRows), "search": .integer(selectionRows),
      "confirm": .integer(confirmationRows),
    ]
    object["search_calls"] = .integer(plan.searchBudget)
    object["held_out"] = heldOut.map(JSONValue.string) ?? .null
    object["minimum_detectable"] = JSONValue(minimumDetectable)
    object["assumed_spread"] = .number(Self.assumedSpread)
    return .object(object)
  }

  private var heldOut: String? {
    switch plan.confirmation {
    case .rows: OptimizationResult.HeldOut.Source.confirm.rawValue
    case .folds: OptimizationResult.HeldOut.Source.crossFitted.rawValue
    case .none: nil
    }
  }

  /// The forecast in one line, and one more for each warning.
  public var summary: [String] {
    let least = minimumDetectable.map { ", who mostly see gains from \(ReportNumber.score($0))" }
    return run.summary(
      of: "at most \(ReportNumber.count(run.calls.upperBound, "call"))",
      "; \(confirmationRows) of \(run.documents) examples confirm\(least ?? "")")
  }

  fileprivate var table: String {
    var rows = run.rows(isSearch: true)
    let examples =
      "\(run.documents): \(demonstrationRows) give demonstrations, \(selectionRows) choose, "
      + confirmationText
    rows.insert(("examples", examples), at: 1)
    let least =
      minimumDetectable.map {
        "\(ReportNumber.score($0)) is mostly seen (80 % power at 5 %), if differences of examples "
          + "spread by \(ReportNumber.fixed(Self.assumedSpread, 2))"
      } ?? "none can be shown"
    rows.insert(("gain", least), at: 3)
    return PlanText.table(rows)
  }

  private var confirmationText: String {
    switch plan.confirmation {
    case .rows(let rows): "\(rows) confirm"
    case .folds(let count): "all confirm, in \(count) folds that take turns"
    case .none:
      OptimizationPlan.leastBudget(
        examples: run.documents, fresh: freshRows, asksTwice: plan.asksTwice
      ).flatMap {
        $0 > plan.budget ? "none confirms: that takes a budget of \($0) calls" : nil
      } ?? "none confirms: too few examples"
    }
  }
}

extension TerminalReport {
  /// The table of an optimization's forecast.
  public static func render(_ forecast: OptimizationForecast) -> String { forecast.table }
}
