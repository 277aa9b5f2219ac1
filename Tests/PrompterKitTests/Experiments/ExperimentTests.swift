import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("experiments", .timeLimit(.minutes(5)))
struct ExperimentTests {
  private let folder: TemporaryFolder
  private let model: ScriptedModel
  private let engine: LazyEngine
  private let configuration: PrompterConfiguration

  init() throws {
    folder = try TemporaryFolder()
    // The prompter that is told to be wrong adds a thousand.
    model = ScriptedModel { call in
      let all = call.prompt.messages.map(\.text).joined()
      let number = all.split { !$0.isNumber }.last.flatMap { Int($0) } ?? -1
      if all.contains("unusable") { return Completion(text: "no idea") }
      return Completion(text: #"{"n": \#(all.contains("wrongly") ? number + 1_000 : number)}"#)
    }
    let settings = EngineConfiguration(
      retry: RetryPolicy(retries: 0), price: Price(inputPerMillion: 1, outputPerMillion: 1),
      telemetry: .none)
    configuration = PrompterConfiguration(engine: settings, reasks: 0, cacheFile: nil)
    let model = model
    engine = LazyEngine { Engine(model, settings) }
  }

  private static let schema = """
    {"title": "Order", "type": "object", "properties": {"n": {"type": "integer"}},
     "required": ["n"], "additionalProperties": false}
    """

  private func prompter(_ instruction: String) throws -> Prompter<JSONValue> {
    var artifact = try Prompter<JSONValue>(
      schema: Schema(json: Self.schema), model: "openai/x"
    ).artifact
    artifact.template.instruction = instruction
    return try Prompter(
      artifact: artifact, configuration: configuration, optimization: nil, engine: engine)
  }

  private func split(_ file: String = "trial.sqlite") throws -> Experiment<JSONValue> {
    try Experiment(
      "trial", log: folder.path(file),
      serving: [
        ("right", prompter("Find the number."), 50),
        ("wrong", prompter("Find the number wrongly."), 50),
      ])
  }

  private func shadowed() throws -> Experiment<JSONValue> {
    try Experiment(
      "trial", log: folder.path("trial.sqlite"),
      serving: [("wrong", prompter("Find the number wrongly."), 1)],
      shadows: [("right", prompter("Find the number."))])
  }

  private func document(_ n: Int) -> Document { Document(id: "d\(n)", text: "Order \(n)") }

  @Test("a document is served by whom its id is assigned to, and by nobody else")
  func assigned() async throws {
    let experiment = try split()
    for n in 1...20 {
      let prediction = try await experiment.predict(document(n))
      let name = experiment.variant(for: "d\(n)")
      #expect(prediction.record == ["n": .integer(name == "wrong" ? n + 1_000 : n)])
      #expect(prediction.extraction.origin?.prompter == name)
    }
    #expect(model.calls.count == 20)
    let counts = try experiment.log.report().variants.map(\.counts)
    #expect(counts.map(\.served).reduce(0, +) == 20 && counts.allSatisfy { $0.served > 0 })
    // Another process, and another file, assign alike.
    let other = try split("other.sqlite")
    #expect((1...50).allSatisfy { other.variant(for: "\($0)") == experiment.variant(for: "\($0)") })
  }

  @Test("yes and no are about the answer that was served; the report finds what is better")
  func outcomes() async throws {
    let experiment = try split()
    for n in 1...80 {
      let record = try await experiment.predict(document(n)).record
      try experiment.log.note(correct: record == ["n": .integer(n)], of: "d\(n)")
    }
    let report = try experiment.log.report()
    let contrast = try #require(report.contrasts.first)
    #expect(contrast.verdict == .worse && !contrast.isPaired)
    #expect(report.summaries.map(\.mean) == [1, 0])
    #expect(try experiment.log.report(.score).summaries.map(\.n) == [0, 0])
  }

  @Test("in the shadow all answer, one is served, and the right record scores both")
  func shadow() async throws {
    let experiment = try shadowed()
    for n in 1...30 {
      let prediction = try await experiment.predict(document(n))
      #expect(prediction.record == ["n": .integer(n + 1_000)])
      #expect(try await experiment.log.note(record: ["n": .integer(n)], of: "d\(n)") == [0, 1])
    }
    #expect(model.calls.count == 60)
    let report = try experiment.log.report()
    let contrast = try #require(report.contrasts.first)
    #expect(contrast.isPaired && contrast.nA == 30 && contrast.mean == 1)
    #expect(contrast.verdict == .better)
    #expect(report.variants.map(\.counts.served) == [30, 0])
  }

  @Test("who serves need not wait for the shadow, until it lags too far behind")
  func lag() async throws {
    let (held, isReleased) = (Shared(0), Shared(false))
    let slow = ScriptedModel { call in
      let isShadow = call.prompt.messages.contains { $0.text.contains("slowly") }
      if isShadow {
        held.update { $0 += 1 }
        await eventually { isReleased.value }
      }
      return Completion(text: #"{"n": 1}"#)
    }
    let engine = LazyEngine { Engine(slow, EngineConfiguration(telemetry: .none)) }
    func prompter(_ instruction: String) throws -> Prompter<JSONValue> {
      try Prompter(
        artifact: self.prompter(instruction).artifact, configuration: configuration,
        optimization: nil, engine: engine)
    }
    let experiment = try Experiment(
      "trial", log: folder.path("trial.sqlite"),
      serving: [("quick", prompter("Find the number."), 1)],
      shadows: [("slow", prompter("Find the number slowly."))])
    let shadowWork = ShadowWork(limit: 2)
    let extractor = experiment.extractor(leavingTo: shadowWork)
    for n in 1...2 { #expect(await extractor.extract(document(n)).record == ["n": 1]) }
    #expect(shadowWork.count == 2)
    #expect(try experiment.log.report().variants.map(\.counts.answered) == [2, 0])
    // The third one waits: its shadow is held as well.
    async let third = extractor.extract(document(3))
    await eventually { held.value == 3 }
    #expect(try experiment.log.report().variants.map(\.counts.answered) == [2, 0])
    isReleased.update { $0 = true }
    #expect(await third.record == ["n": 1])
    await shadowWork.finish()
    #expect(shadowWork.count == 0)
    #expect(try experiment.log.report().variants.map(\.counts.answered) == [3, 3])
  }

  @Test("an outcome may come later and again; the last one counts, and one of another answer goes")
  func late() async throws {
    let experiment = try shadowed()
    _ = try await experiment.predict(document(1))
    let log = try ExperimentLog(existing: folder.path("trial.sqlite"))
    try log.note(correct: true, of: "d1")
    try log.note(score: 0.25, of: "d1")
    #expect(try log.report().summaries[0].mean == 0)
    #expect(try log.report(.score).summaries[0].mean == 0.25)
    // The same document again changes nothing; with another text its outcome is of the past.
    _ = try await experiment.predict(document(1))
    #expect(try log.report().summaries[0].n == 1)
    _ = try await experiment.predict(Document(id: "d1", text: "Order 7"))
    #expect(try log.report().summaries[0].n == 0)
    #expect(try log.report().variants[0].counts.served == 1)
  }

  @Test("what the experiment has not seen, and what is no record, is refused")
  func refused() async throws {
    let experiment = try shadowed()
    _ = try await experiment.predict(document(1))
    let log = experiment.log
    #expect(throws: DataError.self) { try log.note(correct: true, of: "d2") }
    #expect(throws: DataError.self) { try log.note(score: 1.5, of: "d1") }
    await #expect(throws: DataError.self) { try await log.note(record: ["n": "x"], of: "d1") }
    await #expect(throws: DataError.self) { try await log.note(record: ["n": 1], of: "d2") }
    #expect(try log.holds("d1") && !log.holds("d2"))
    #expect(try log.report().summaries.allSatisfy { $0.n == 0 })
  }

  @Test("an unusable answer counts as wrong once the right record is known")
  func invalid() async throws {
    let experiment = try Experiment(
      "trial", log: folder.path("trial.sqlite"), serving: [("a", prompter("unusable"), 1)])
    await #expect(throws: Extraction.Failure.self) { try await experiment.predict(document(1)) }
    #expect(try await experiment.log.note(record: ["n": 1], of: "d1") == [0])
    let report = try experiment.log.report()
    #expect(report.variants[0].counts.invalid == 1 && report.summaries[0].mean == 0)
  }

  @Test("an experiment that was begun otherwise is not gone on with")
  func fixed() async throws {
    _ = try split()
    _ = try split()
    let path = folder.path("trial.sqlite")
    let right = try prompter("Find the number.")
    let wrong = try prompter("Find the number wrongly.")
    for serving in [
      [("right", right, 90.0), ("wrong", wrong, 10)], [("right", right, 50)],
      [("right", wrong, 50), ("wrong", right, 50)],
    ] {
      #expect(throws: FileError.self) {
        try Experiment("trial", log: path, serving: serving)
      }
    }
    #expect(throws: FileError.self) {
      try Experiment(
        "other", log: path, serving: [("right", right, 50), ("wrong", wrong, 50)])
    }
    #expect(throws: ReferenceError.self) {
      try Experiment("x", log: folder.path("x"), serving: [("a", right, 1), ("a", wrong, 1)])
    }
    #expect(throws: ReferenceError.self) {
      try Experiment("x", log: folder.path("x"), serving: [("a", right, 0)])
    }
  }

  @Test("documents that share an input are served by one")
  func keyed() async throws {
    let experiment = try Experiment(
      "trial", log: folder.path("trial.sqlite"),
      serving: [
        ("right", prompter("Find the number."), 50),
        ("wrong", prompter("Find the number wrongly."), 50),
      ], by: "customer")
    for n in 1...24 {
      let customer = "c\(n % 4)"
      let prediction = try await experiment.predict(
        Document(
          id: "d\(n)", input: ["customer": .string(customer), "text": .string("Order \(n)")]))
      #expect(prediction.extraction.origin?.prompter == experiment.variant(for: customer))
      try experiment.log.note(correct: true, of: "d\(n)")
    }
    #expect(try experiment.log.report().summaries.map(\.n).reduce(0, +) == 4)
  }

  @Test("a file of something else is left alone")
  func foreign() throws {
    let path = folder.path("other.sqlite")
    _ = try ReviewQueue(path)
    #expect(throws: FileError.self) { try ExperimentLog(existing: path) }
    #expect(throws: FileError.self) { try ExperimentLog(existing: folder.path("none.sqlite")) }
    try folder.write("no database", to: "text.sqlite")
    #expect(throws: FileError.self) { try ExperimentLog(existing: folder.path("text.sqlite")) }
    #expect(try folder.read("text.sqlite") == "no database")
  }
}
