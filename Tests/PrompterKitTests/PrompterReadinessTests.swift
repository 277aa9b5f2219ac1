import PrompterKit
import PrompterTesting
import Testing

@Suite("what a training lacks is known before it begins")
struct PrompterReadinessTests {
  private func prompter(
    _ annotation: String, model: String = "vllm/x", judge: String? = nil
  ) throws -> Prompter<JSONValue> {
    let schema = try Schema(
      json: #"{"type": "object", "properties": {"n": {"type": "string"\#(annotation)}}}"#)
    var configuration = PrompterConfiguration(
      connection: ModelConnection(environment: [:]), cacheFile: nil)
    configuration.metrics = MetricCatalog(
      judge: try judge.map { try configuration.judge($0, beside: model) })
    return try Prompter(schema: schema, model: model, configuration: configuration)
  }

  private let data = try? Dataset([Example(Document(text: "one"), expected: ["n": "one"])])
  private let none = try? Dataset([])

  @Test("the seed is planned without data, as it is written")
  func seed() throws {
    let none = try #require(none)
    let seed = OptimizationOptions(maximumCalls: 0)
    #expect(try prompter("").plan(optimizing: none, seed).run.calls == 0...0)
    #expect(throws: DataError.self) { try prompter("").plan(optimizing: none) }
  }

  @Test(
    "a plan fails where the training would",
    arguments: [
      (#", "x-metric": "judge""#, "--judge MODEL"), (#", "x-weight": 0"#, "no field counts"),
    ])
  func scores(annotation: String, message: String) throws {
    let (prompter, data) = (try prompter(annotation), try #require(data))
    let error = #expect(throws: SchemaError.self) { try prompter.plan(optimizing: data) }
    #expect(error?.description.contains(message) == true)
    let seed = OptimizationOptions(maximumCalls: 0)
    #expect(try prompter.plan(optimizing: data, seed).run.calls == 0...0)
  }

  @Test("a judge without a key is enough for a plan, not for a training")
  func judge() throws {
    let judged = try prompter(#", "x-metric": "judge""#, judge: "openai/y")
    _ = try judged.plan(optimizing: try #require(data))
    let error = #expect(throws: ModelError.self) { try judged.prepare() }
    #expect(error?.kind == .credentials)
  }

  @Test("the keys of proposer and teacher are missed as the task model's is")
  func keys() throws {
    try prompter("").prepare()
    let proposed = #expect(throws: ModelError.self) {
      try prompter("").prepare(OptimizationOptions(proposer: "openai/y"))
    }
    #expect(proposed?.kind == .credentials)
    let taught = #expect(throws: ModelError.self) {
      var options = OptimizationOptions()
      options.teacher = "openai/y"
      try prompter("").prepare(options)
    }
    #expect(taught?.kind == .credentials)
    let own = #expect(throws: ModelError.self) { try prompter("", model: "openai/x").prepare() }
    #expect(own?.kind == .credentials)
  }
}
