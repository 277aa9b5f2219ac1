import Testing

@testable import PrompterCore

@Suite("prompts tried in vain")
struct RejectedPromptsTests {
  @Test("each is remembered once, and the last five are told with what they gained")
  func remembered() throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"n": {"type": "integer"}}}"#)
    let seed = Candidate(.seed(schema), origin: "seed")
    func child(_ number: Int) -> Candidate {
      seed.child("child \(number)") { $0.instruction = "Rule \(number)" }
    }
    var rejected = RejectedPrompts()
    #expect(rejected.texts.isEmpty && !rejected.contains(child(0)))
    for number in [0, 1, 2, 3, 4, 5, 6, 6] {
      rejected.add(child(number), differences: Array(repeating: -0.5, count: number))
    }
    #expect(rejected.contains(child(1)) && !rejected.contains(child(7)))
    // One that no example was asked about was not tried.
    #expect(!rejected.contains(child(0)))
    // -0.5 for each of n examples, over n and ten more.
    #expect(
      rejected.texts == [
        "- (-8) instruction: Rule 2", "- (-12) instruction: Rule 3", "- (-14) instruction: Rule 4",
        "- (-17) instruction: Rule 5", "- (-19) instruction: Rule 6",
      ])
  }

  @Test("long texts are cut")
  func long() throws {
    let schema = try Schema(json: #"{"type": "object", "properties": {"n": {"type": "integer"}}}"#)
    var rejected = RejectedPrompts()
    rejected.add(
      Candidate(.seed(schema), origin: "seed").child("long") {
        $0.instruction = String(repeating: "x", count: 5_000)
      }, differences: [0])
    #expect(rejected.texts.map(\.count) == [419])
  }
}
