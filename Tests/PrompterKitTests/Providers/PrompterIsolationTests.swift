import PrompterTesting
import Testing

@testable import PrompterKit

/// A person, with a bound that the schema declares.
private struct Person: Extractable, Equatable {
  var fullName: String
  var age: Int

  enum CodingKeys: String, CodingKey {
    case fullName = "full_name"
    case age
  }

  static let schema = """
    {"title": "Person", "type": "object",
     "properties": {"full_name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
     "required": ["full_name", "age"], "additionalProperties": false}
    """
}

@Suite("whole prompters over HTTP", .timeLimit(.minutes(5)))
struct PrompterIsolationTests {
  private static let answer = #"{"full_name": "Ada", "age": 36}"#

  private func configuration(_ server: LoopbackServer, reasks: Int = 0) -> PrompterConfiguration {
    PrompterConfiguration(
      connection: ModelConnection(
        transport: directTransport(), baseURL: server.url("/v1"), environment: testKeys),
      engine: EngineConfiguration(retry: RetryPolicy(base: .zero)), reasks: reasks, cacheFile: nil)
  }

  private func prompter(
    _ server: LoopbackServer, model: String = "openai/x", reasks: Int = 0
  ) throws -> Prompter<Person> {
    try Prompter<Person>(model: model, configuration: configuration(server, reasks: reasks))
  }

  private func messages(_ server: LoopbackServer) -> [JSONValue?] {
    server.requests.map { $0.json?[key: "messages"] }
  }

  @Test("D7: two prompters at a time see only their own requests")
  func isolation() async throws {
    let servers = try (0..<2).map { index in
      try LoopbackServer { _ in .chat(#"{"full_name": "S\#(index)", "age": \#(index)}"#) }
    }
    let prompters = try [
      prompter(servers[0], model: "openai/first"), prompter(servers[1], model: "vllm/second"),
    ]
    async let first = prompters[0].predictBatch((0..<20).map { Document(text: "first \($0)") })
    async let second = prompters[1].predictBatch((0..<20).map { Document(text: "second \($0)") })
    let results = try await [first, second]
    for (index, name) in ["first", "second"].enumerated() {
      #expect(servers[index].requests.count == 20)
      for request in servers[index].requests {
        #expect(request.json?.at("model") == .string(name))
        #expect(String(decoding: request.body, as: UTF8.self).contains("\(name) "))
      }
      #expect(try results[index].allSatisfy { try $0.get().age == index })
    }
  }

  @Test("D6: the result is the user's type, aliases and all")
  func ownType() async throws {
    let server = try LoopbackServer { _ in .chat(Self.answer) }
    let person = try await prompter(server).predict("Ada is 36.")
    #expect(person.record == Person(fullName: "Ada", age: 36))
    #expect(person.fullName == "Ada")
    #expect(person.confidence == nil)
  }

  @Test("D6: a value out of bounds is no record, and D36: the model is told and asked again")
  func outOfBounds() async throws {
    let bad = try LoopbackServer { _ in .chat(#"{"full_name": "Ada", "age": -3}"#) }
    let failure = try #require(
      await #expect(throws: Extraction.Failure.self) {
        try await prompter(bad).predict("Ada is 36.")
      })
    #expect(failure.type == "invalid_answer" && failure.message.contains("age"))
    let mended = try LoopbackServer { request in
      let isSecond = String(decoding: request.body, as: UTF8.self).contains("cannot be used")
      return .chat(isSecond ? Self.answer : #"{"full_name": "Ada", "age": -3}"#)
    }
    let person = try await prompter(mended, reasks: 1).predict("Ada is 36.")
    #expect(person.age == 36)
    // D35: what it took travels with the record.
    #expect(person.extraction.attempts == 2)
    #expect(person.extraction.usage == Usage(input: 22, output: 14))
    #expect(person.extraction.completion?.text == Self.answer)
    #expect(person.extraction.repairs.map(\.rule).contains("reask"))
  }

  @Test("D12: training, evaluation and service send the same bytes for a document")
  func sameBytes() async throws {
    let server = try LoopbackServer { _ in .chat(Self.answer) }
    let prompter = try prompter(server)
    let data = try Dataset(
      (0..<4).map { index in
        try Example(
          id: "p\(index)", text: "Ada is 36, says \(index).",
          expected: Person(fullName: "Ada", age: 36))
      })
    _ = try await prompter.evaluate(on: data)
    let evaluated = Set(messages(server))
    #expect(evaluated.count == 4)
    for example in data.examples { _ = try await prompter.predict(example.document) }
    #expect(Set(messages(server)[4...]) == evaluated)
    #expect(Set(server.requests[..<4].map(\.body)) == Set(server.requests[4...].map(\.body)))
  }

  @Test("D9: each value of a structured input is in the request, with and without placeholders")
  func structuredInput() async throws {
    let server = try LoopbackServer { _ in .chat(Self.answer) }
    let plain = try prompter(server)
    var artifact = plain.artifact
    artifact.template.instruction = "Find the person in {letter}, dated {date}."
    let filled = try Prompter<Person>(artifact: artifact, configuration: plain.configuration)
    let input: JSONObject = JSONObject([("letter", "Dear Ada"), ("date", "1842-07-01")])
    for prompter in [plain, filled] { _ = try await prompter.predict(Document(input: input)) }
    for request in server.requests {
      let text = String(decoding: request.body, as: UTF8.self)
      #expect(text.contains("Dear Ada") && text.contains("1842-07-01"))
    }
    #expect(!String(decoding: server.requests[1].body, as: UTF8.self).contains("{letter}"))
  }

  @Test("D5: a picture reaches the model in evaluation and service alike")
  func pictures() async throws {
    let server = try LoopbackServer { _ in .chat(Self.answer) }
    let prompter = try prompter(server)
    let document = Document(
      id: "pic", text: "see picture", images: [.init(mediaType: "image/png", base64: "iVBORw==")])
    _ = try await prompter.predict(document)
    let expected = try JSONValue(encoding: Person(fullName: "Ada", age: 36))
    _ = try await prompter.evaluate(on: Dataset([Example(document, expected: expected)]))
    for request in server.requests {
      let text = String(decoding: request.body, as: UTF8.self)
      #expect(text.contains("data:image/png;base64,iVBORw==") && text.contains("see picture"))
    }
    #expect(server.requests.count == 2)
    #expect(server.requests[0].body == server.requests[1].body)
  }

  @Test("D33: a batch keeps every result, whatever became of the others")
  func batch() async throws {
    let server = try LoopbackServer { request in
      String(decoding: request.body, as: UTF8.self).contains("text 1")
        ? .text("{}", status: 404) : .chat(Self.answer)
    }
    let results = try await prompter(server).predictBatch(
      (0..<3).map { Document(text: "text \($0)") })
    #expect(results.map { (try? $0.get())?.age } == [36, nil, 36])
  }

  @Test("D20: usage counts every attempt, those that failed included")
  func usage() async throws {
    let asked = Recorder<Int>()
    let server = try LoopbackServer { _ in
      asked.add(1)
      return asked.values.count < 3 ? .text("{}", status: 500) : .chat(Self.answer)
    }
    let prompter = try prompter(server)
    let person = try await prompter.predict("Ada is 36.")
    #expect(person.extraction.attempts == 3)
    let counts = try prompter.makeEngine().meter.current
    #expect(counts.calls == 3 && counts.retries == 2 && counts.inFlight == 0)
    #expect(try prompter.makeEngine().price == nil, "an unknown price is not 0")
  }
}
