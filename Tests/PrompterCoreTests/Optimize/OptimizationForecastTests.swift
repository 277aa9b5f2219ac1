import Testing

@testable import PrompterCore

@Suite struct OptimizationForecastTests {
  private static let schemaText = #"""
    {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"],
     "additionalProperties": false}
    """#

  private func forecast(_ count: Int, budget: Int) throws -> OptimizationForecast {
    let examples = (0..<count).map { index in
      Example(
        Document(
          id: "e\(index)", text: (0..<9).map { "word\(index)x\($0)" }.joined(separator: " ")),
        expected: ["n": .integer(index)])
    }
    return OptimizationForecast(
      .seed(try Schema(json: Self.schemaText)), on: examples,
      plan: OptimizationPlan(examples: count, budget: budget),
      terms: RunTerms(
        model: "openai/x", price: Price(inputPerMillion: 1, outputPerMillion: 2),
        maximumOutputTokens: 128), contextLength: nil, seed: 0)
  }

  @Test("rows set aside are those that the run sets aside")
  func rows() throws {
    let forecast = try forecast(100, budget: 250)
    #expect(forecast.confirmationRows == 30)
    #expect(forecast.demonstrationRows == 30 && forecast.selectionRows == 40)
    #expect(forecast.run.calls == 30...250)
    // 2.8 x 0.2 / √30
    #expect(abs((forecast.minimumDetectable ?? 0) - 0.10224) < 1e-5)
  }

  @Test("folds confirm every example; too few examples or calls confirm nothing")
  func otherConfirmations() throws {
    #expect(try forecast(30, budget: 250).confirmationRows == 30)
    #expect(try forecast(12, budget: 250).confirmationRows == 0)
    #expect(try forecast(12, budget: 250).minimumDetectable == nil)
    #expect(try forecast(100, budget: 20).confirmationRows == 0)
    #expect(try forecast(12, budget: 250).json[key: "held_out"]?.isNull == true)
    #expect(try forecast(30, budget: 250).json[key: "held_out"] == "cross-fitted")
  }

  @Test("tokens go from prompts without demonstrations to prompts with many")
  func tokens() throws {
    let run = try forecast(100, budget: 250).run
    #expect(run.inputTokens.lowerBound > 0)
    #expect(run.inputTokens.upperBound > 2 * run.inputTokens.lowerBound)
    #expect(run.outputTokens.upperBound == 250 * 128)
    #expect(run.answer.basis == .labels)
    #expect((run.cost?.upperBound ?? 0) > (run.cost?.lowerBound ?? 1))
  }

  @Test("a budget of nothing plans nothing")
  func nothing() throws {
    let run = try forecast(100, budget: 0).run
    #expect(run.calls == 0...0 && run.cost == 0...0)
  }

  @Test("table and line say calls, rows and the smallest gain")
  func text() throws {
    let forecast = try forecast(100, budget: 250)
    let table = TerminalReport.render(forecast)
    for part in ["at most 250", "30 confirm", "0.102", "spread by 0.20"] {
      #expect(table.contains(part), "\(table)")
    }
    let line = try #require(forecast.summary.first)
    #expect(line.contains("at most 250 calls") && line.contains("30 of 100 examples confirm"))
  }

  @Test("a budget is asked for only where it would help")
  func leastBudget() {
    func least(_ examples: Int, _ fresh: Int) -> Int? {
      OptimizationPlan.leastBudget(examples: examples, fresh: fresh, asksTwice: false)
    }
    #expect(least(25, 25) == 150)
    #expect(least(25, 15) == nil)
    #expect(least(40, 15) == 60)
    #expect(least(40, 9) == nil)
  }

  @Test("an optimizer that makes the calls that it makes has them")
  func naturalCalls() {
    for count in 60...140 {
      let plan = OptimizationPlan(examples: count, limit: nil, optimizer: COPRO(), effort: .light)
      guard case .rows(let rows) = plan.confirmation else { continue }
      #expect(plan.searchBudget >= 30 * (count - rows) + 3, "\(count)")
    }
  }
}
