import PrompterCore
import Testing

@Suite struct AcceptanceTests {
  private let a = FieldPath.root.key("a")
  private let b = FieldPath.root.key("b")

  private func extraction(
    _ confidence: Double?, a: Double? = nil, b: Double? = nil, isGrounded: Bool = true
  ) -> Extraction {
    var extraction = Extraction(
      documentID: "d", result: .success(["a": "x", "b": 7]),
      values: [
        self.a: .init(confidence: a, evidence: isGrounded ? Span(start: 0, end: 1) : nil),
        self.b: .init(confidence: b, evidence: Span(start: 2, end: 3)),
      ])
    extraction.confidence = confidence
    return extraction
  }

  @Test("a record at the threshold is accepted, one below it names its weakest values first")
  func threshold() {
    let rule = Acceptance(threshold: 0.8)
    #expect(rule.decision(for: extraction(0.8, a: 0.1, b: 0.2)) == .accepted)
    #expect(
      rule.decision(for: extraction(0.79, a: 0.7, b: 0.2))
        == .review([.init(.lowConfidence, fields: [b, a])]))
    #expect(
      rule.decision(for: extraction(0.79, a: 0.95, b: 0.9))
        == .review([.init(.lowConfidence, fields: [b])]))
  }

  @Test("values that are not in the document, and mended ones, are told apart")
  func explanations() {
    var low = extraction(0.3, a: 0.2, b: 0.4, isGrounded: false)
    low.repairs = [Repair(rule: "number", path: b), Repair(rule: "fence")]
    #expect(
      Acceptance(threshold: 0.5).decision(for: low).reasons == [
        .init(.lowConfidence, fields: [a, b]), .init(.notInSource, fields: [a]),
        .init(.repaired, fields: [b]),
      ])
  }

  @Test("without a confidence, without a record and without a threshold nothing is accepted")
  func unknown() {
    let rule = Acceptance(threshold: 0)
    #expect(rule.decision(for: extraction(nil)) == .review([.init(.uncalibrated)]))
    let failure = Extraction(documentID: "d", result: .failure(.invalid("no JSON")))
    #expect(rule.decision(for: failure) == .review([.init(.failed)]))
    #expect(rule.decision(for: extraction(.nan)) != .accepted)
    #expect(Acceptance.nothing.decision(for: extraction(1, a: 1, b: 1)) != .accepted)
  }

  @Test("reasons as a line holds them")
  func json() {
    let decision = Acceptance(threshold: 0.5).decision(for: extraction(0.3, a: 0.2, b: 0.9))
    #expect(decision.json == [["code": "low_confidence", "fields": ["a"]]])
    #expect(Acceptance.Decision.accepted.json == [])
  }
}
