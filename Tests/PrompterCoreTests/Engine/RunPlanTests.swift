import PrompterCore
import Testing

@Suite struct RunPlanTests {
  private static let price = Price(inputPerMillion: 1, outputPerMillion: 2)
  /// 150 bytes as JSON: 50 tokens.
  private static let record: JSONValue = .string(String(repeating: "x", count: 148))

  private func plan(
    _ calls: Int, input: Int = 100, _ terms: RunTerms, records: [JSONValue] = [record]
  ) -> RunPlan {
    var forecast = RunForecast(
      terms, answer: AnswerEstimate(records, .demonstrations, cap: terms.maximumOutputTokens))
    for _ in 0..<calls { forecast.add(input: input...input) }
    return forecast.plan()
  }

  private func terms(
    _ limits: [RateLimit] = [], price: Price? = price, budget: BudgetLimits = BudgetLimits()
  ) -> RunTerms {
    RunTerms(
      model: "openai/x", price: price, limits: limits, concurrency: 4, budget: budget,
      maximumOutputTokens: 200)
  }

  @Test("tokens and cost go from answers like the demonstrations to answers at the cap")
  func ranges() {
    let plan = plan(10, terms())
    let still = Duration.zero...Duration.zero
    #expect(plan.documents == 10 && plan.calls == 10...10 && plan.mostCalls == 70)
    #expect(plan.inputTokens == 1_000...1_000)
    #expect(plan.outputTokens == 500...2_000)
    #expect(plan.cost == 0.002...0.005)
    #expect(plan.lastCall == still && plan.binding == nil)
    #expect(plan.rounds == 3)
    #expect(plan.warnings.isEmpty)
  }

  @Test("the length of an answer says where it comes from")
  func basis() {
    #expect(AnswerEstimate([], .labels, cap: 200).tokens == 100)
    #expect(AnswerEstimate([], .labels, cap: 200).basis == .cap)
    #expect(AnswerEstimate([Self.record], .labels, cap: 200).tokens == 50)
    #expect(AnswerEstimate([Self.record], .labels, cap: 200).basis == .labels)
    #expect(AnswerEstimate([Self.record], .labels, cap: 20).tokens == 20)
    #expect(AnswerEstimate([.integer(1)], .labels, cap: 20).tokens == 1)
  }

  @Test("without a price there is no cost, and a free model costs nothing")
  func prices() {
    #expect(plan(10, terms(price: nil)).cost == nil)
    #expect(plan(10, terms(price: .free)).cost == 0...0)
  }

  @Test("limits of other models do not count")
  func otherModels() {
    let limits = [
      RateLimit(.calls, 1, per: .seconds(1), model: "openai/y"),
      RateLimit(.calls, 5, per: .seconds(10), model: "openai/x"),
    ]
    let plan = plan(10, terms(limits))
    #expect(plan.terms.limits == [limits[1]])
    #expect(plan.lastCall.lowerBound == .seconds(10) * 1.01)
    #expect(plan.lastCall.upperBound == .seconds(10) * 1.01)
    #expect(plan.binding == limits[1])
  }

  @Test("C5: 50,000 reviews at 500 calls a minute take 100 minutes, and the plan says so")
  func headline() {
    let plan = plan(50_000, terms([RateLimit(.calls, 500, per: .seconds(60))]))
    #expect(plan.lastCall.upperBound == .seconds(60) * 1.01 * 99)
    #expect(plan.summary.first?.contains("99 min 59 s (calls=500/60s)") == true)
    #expect(TerminalReport.render(plan).contains("last call goes out after 99 min 59 s"))
  }

  @Test("what is settled to the real answer waits between the probable length and the cap")
  func settled() {
    let plan = plan(40, terms([RateLimit(.outputTokens, 1_000, per: .seconds(10))]))
    // 20 probable answers of 50 tokens fit a window, and 5 answers at the cap of 200.
    #expect(plan.lastCall.lowerBound == .seconds(10) * 1.01)
    #expect(plan.lastCall.upperBound == .seconds(10) * 1.01 * 7)
  }

  @Test("'tokens' are charged with the cap, and never given back")
  func charged() {
    let plan = plan(40, terms([RateLimit(.tokens, 3_000, per: .seconds(10))]))
    // 10 calls of 100 + 200 tokens fit a window.
    #expect(plan.lastCall.lowerBound == .seconds(10) * 1.01 * 3)
    #expect(plan.lastCall.upperBound == .seconds(10) * 1.01 * 3)
  }

  @Test("the budget bounds the plan, and what it leaves undone is said")
  func budget() {
    let few = plan(10, terms(budget: BudgetLimits(calls: 4)))
    #expect(few.calls == 4...4 && few.mostCalls == 4 && few.undone == 6 && few.documents == 10)
    #expect(few.inputTokens == 400...400)
    #expect(few.warnings == ["--max-calls 4 leaves 6 documents undone"])
    let cheap = plan(10, terms(budget: BudgetLimits(cost: 0.003)))
    #expect(cheap.cost == 0.002...0.003 && cheap.warnings.isEmpty)
    #expect(plan(10, terms(budget: BudgetLimits(cost: 0.001))).warnings.count == 1)
    #expect(plan(10, terms(budget: BudgetLimits(tokens: 1_499))).warnings.count == 1)
    #expect(plan(10, terms(budget: BudgetLimits(tokens: 1_500))).warnings.isEmpty)
  }

  @Test("calls that no window holds are counted, and are not in the rest of the plan")
  func tooLarge() {
    var forecast = RunForecast(
      terms([RateLimit(.inputTokens, 500, per: .seconds(1))]),
      answer: AnswerEstimate([], .cap, cap: 200))
    forecast.add(input: 501...501)
    forecast.add(input: 500...500)
    let plan = forecast.plan()
    #expect(plan.tooLarge == 1 && plan.calls == 1...1 && plan.documents == 2)
    #expect(plan.inputTokens == 500...500)
    #expect(plan.warnings.count == 1)
  }

  @Test("numbers beyond reason give large plans, not a crash")
  func enormous() {
    let limits = [RateLimit(.calls, 1, per: .seconds(86_400))]
    for limits in [limits, []] {
      var forecast = RunForecast(
        RunTerms(
          model: "openai/x", price: Self.price, limits: limits, concurrency: 1, retries: .max,
          maximumOutputTokens: .max),
        answer: AnswerEstimate([], .cap, cap: .max))
      forecast.add(input: 0 ... .max, times: .max)
      forecast.add(input: 1...1, times: -1)
      let plan = forecast.plan()
      #expect(plan.calls.upperBound > 1 << 60 && plan.mostCalls > 1 << 60)
      #expect(!plan.summary.isEmpty && !TerminalReport.render(plan).isEmpty)
    }
  }

  @Test("many more calls than are followed go on at the pace of those that are")
  func paced() {
    var forecast = RunForecast(
      terms([RateLimit(.calls, 500, per: .seconds(60))]),
      answer: AnswerEstimate([], .cap, cap: 200))
    forecast.add(input: 100...100, times: 2_000_000)
    let exact = 60.6 * 3_999
    #expect(abs(forecast.plan().lastCall.upperBound.seconds / exact - 1) < 0.01)
  }

  @Test("a limit is written as users write it")
  func limitText() {
    for text in ["calls=500/60s", "openai/x:tokens=2000000/60s", "calls=5/0.5s"] {
      #expect(RateLimit(text)?.description == text)
    }
  }

  @Test("the JSON has what scripts need, and null where nothing is known")
  func json() {
    let json = plan(10, terms([RateLimit(.calls, 5, per: .seconds(10))], price: nil)).json
    #expect(json[key: "documents"] == 10)
    #expect(json[key: "calls"] == ["low": 10, "high": 10, "most": 70])
    #expect(json[key: "output_tokens"] == ["low": 500, "high": 2_000])
    #expect(json[key: "cost_usd"]?.isNull == true && json[key: "price"]?.isNull == true)
    #expect(json[key: "bound_by"] == "calls=5/10s")
    #expect(json[key: "last_call_seconds"]?[key: "high"]?.double == 10.1)
    #expect(json[key: "basis"]?[key: "output_tokens"] == "demonstrations")
    var sample = plan(10, terms())
    sample.isSample = true
    #expect(sample.json[key: "documents"]?.isNull == true)
    #expect(sample.json[key: "per_documents"] == 10)
  }
}
