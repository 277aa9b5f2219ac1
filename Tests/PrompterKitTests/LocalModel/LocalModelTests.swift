import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

/// A state folder for servers of one test alone; they are stopped when it goes.
private final class OwnState: Sendable {
  let folder: TemporaryFolder
  let connection: ModelConnection
  let folders: LocalFolders

  init() throws {
    folder = try TemporaryFolder()
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_STATE_HOME"] = folder.path
    folders = LocalFolders(environment: environment)
    connection = ModelConnection(transport: directTransport(), environment: environment)
  }

  deinit { if let pid, pid > 1 { kill(pid, SIGKILL) } }

  func model() throws -> any LanguageModel { try connection.model(.standard) }

  /// The file that tells where the server is.
  func stateFile() throws -> URL {
    let installed = try #require(
      LocalModelInstaller(folders: folders).installed(ModelReference.standard.model))
    return folders.state.appending(path: "local/\(installed.sha256.prefix(16)).json")
  }

  /// The process of the server, as the state file says.
  var pid: Int32? {
    guard let file = try? stateFile(), let text = try? String(contentsOf: file, encoding: .utf8),
      let json = try? JSONParser.parse(text)
    else { return nil }
    return json[key: "pid"]?.int.map(Int32.init)
  }
}

private let isInstalled =
  LocalModelInstaller().installed(ModelReference.standard.model) != nil

@Suite(
  "the local model", .serialized, .timeLimit(.minutes(5)),
  .enabled(if: isInstalled, "prompter models install smollm2-135m"))
struct LocalModelTests {
  private static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "name": ["type": "string", "maxLength": 20], "city": ["enum": ["Köln", "Zürich"]],
      "age": ["type": ["integer", "null"], "minimum": 0, "maximum": 120],
    ],
    "required": ["name", "city", "age"], "additionalProperties": false,
  ]

  private func call(_ text: String = "Ada Löwe is 36 and lives in Zürich.") -> Call {
    Call(
      prompt: Prompt(
        messages: [.init(.user, "Extract name, city and age as JSON.\n\n\(text)")],
        responseSchema: ResponseSchema(Self.schema)),
      decoding: Decoding(maximumOutputTokens: 80), documentID: "a")
  }

  @Test("starts on demand, keeps to the schema, and gives tokens that spell the answer")
  func answer() async throws {
    let state = try OwnState()
    let model = try state.model()
    #expect(state.pid == nil, "nothing runs before it is needed")
    let completion = try await model.complete(call())
    #expect(state.pid != nil)
    let schema = try Schema(Self.schema)
    #expect(try schema.violations(of: parsed(completion.text)) == [])
    #expect(completion.finish == .stop)
    #expect(completion.usage.input > 10 && completion.usage.output > 5)
    let bytes = Array(completion.text.utf8)
    #expect(completion.tokens.flatMap { bytes[$0.range] } == bytes)
    #expect(completion.tokens.map(\.range.lowerBound).first == 0)
    #expect(
      zip(completion.tokens, completion.tokens.dropFirst()).allSatisfy { before, after in
        before.range.upperBound == after.range.lowerBound
      })
    #expect(completion.tokens.allSatisfy { $0.logProbability <= 0 && !$0.alternatives.isEmpty })
    // Its own words cost as much as it says.
    #expect(completion.tokens.count <= completion.usage.output)
  }

  @Test("many who start at a time share one server, and kill -9 of it costs nobody an answer")
  func shared() async throws {
    let state = try OwnState()
    let models = try (0..<4).map { _ in try state.model() }
    let call = call()
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for model in models { group.addTask { try await model.complete(call).text } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count == 4)
    let first = try #require(state.pid)
    #expect(try await !state.model().complete(call).text.isEmpty)
    #expect(state.pid == first)

    kill(first, SIGKILL)
    let engine = Engine(models[0], EngineConfiguration(retry: RetryPolicy(base: .zero)))
    let after = try await engine.model.complete(call)
    #expect(try Schema(Self.schema).violations(of: parsed(after.text)) == [])
    let second = try #require(state.pid)
    #expect(second != first)
    // The others find the new one too.
    let other = Engine(models[1], EngineConfiguration(retry: RetryPolicy(base: .zero)))
    _ = try await other.model.complete(call)
    #expect(state.pid == second)
  }

  @Test("a state file that points to another program, a dead port, or is damaged is not believed")
  func staleState() async throws {
    let foreign = try LoopbackServer { _ in .text(#"{"data": [{"id": "another"}]}"#) }
    let dead = DeadPort()
    for content in [
      #"{"address": "\#(foreign.url(""))", "pid": 0, "instance": "instance-1"}"#,
      #"{"address": "http://127.0.0.1:\#(dead.port)", "pid": 0, "instance": "instance-1"}"#,
      #"{"address": "http://127.0"#,
    ] {
      let state = try OwnState()
      let file = try state.stateFile()
      try AtomicFile.write(content, to: file)
      #expect(try await !state.model().complete(call()).text.isEmpty)
      #expect(state.pid != nil && state.pid != 0)
    }
    #expect(
      Set(foreign.requests.map(\.line)) == ["GET /v1/models HTTP/1.1"], "and gets no document")
  }

  @Test("it leaves when nobody has held the lease for a while, and takes its state file along")
  func idle() async throws {
    let state = try OwnState()
    let installed = try #require(
      LocalModelInstaller(folders: state.folders).installed(ModelReference.standard.model))
    let file = try state.stateFile()
    let base = file.deletingPathExtension()
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let options: JSONValue = [
      "foreground": false, "name": "m", "instance": "instance-test", "slots": 1, "context": 512,
      "idle": 1, "weights": .string(installed.weights.path), "state": .string(file.path),
      "lease": .string("\(base.path).lease"), "only": .string("\(base.path).only"),
      "log": .string("\(base.path).log"),
    ]
    let started = try await Subprocess.run(
      state.folders.python, ["-c", ServerScript.source, options.text()])
    #expect(started.status == 0)
    await eventually { FileManager.default.fileExists(atPath: file.path) }
    // The server holds this lock as long as it lives: taking it means to wait for its end.
    let only = try await FileLock.take(base.appendingPathExtension("only"), .exclusive)
    withExtendedLifetime(only) {
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
  }
}

@Suite("a local model that is not there")
struct MissingLocalModelTests {
  private func failure(_ reference: String) async throws -> ModelError {
    let folder = try TemporaryFolder()
    let connection = ModelConnection(
      transport: directTransport(), environment: ["HOME": folder.path])
    let model = try connection.model(ModelReference(reference))
    return try #require(
      await #expect(throws: ModelError.self) { try await model.complete(Sample.call()) })
  }

  @Test("a model that is not installed names the command that installs it")
  func notInstalled() async throws {
    let error = try await failure("local/smollm2-135m")
    #expect(error.message.contains("'prompter models install smollm2-135m'"))
    #expect(!error.isRetryable)
    #expect(error.attempts == 0)
  }

  @Test("a GGUF file that is missing, or that has no runtime, says so")
  func gguf() async throws {
    #expect(try await failure("local/gone.gguf").message.contains("no such file"))
    let folder = try TemporaryFolder()
    let file = try folder.write("GGUF", to: "my.gguf")
    #expect(try await failure("local/\(file)").message.contains("'prompter models install'"))
  }

  @Test("the user's folders follow the XDG base directory specification")
  func folders() {
    let home = LocalFolders(environment: ["HOME": "/h"])
    #expect(home.data.path == "/h/.local/share/prompter")
    #expect(home.state.path == "/h/.local/state/prompter")
    #expect(home.cache.path == "/h/.cache/prompter")
    let moved = LocalFolders(
      environment: ["HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "relative"])
    #expect(moved.data.path == "/d/prompter")
    #expect(moved.state.path == "/h/.local/state/prompter", "a relative path does not count")
  }

  @Test("a terms-bound model shows them")
  func terms() throws {
    let gemma = try #require(LocalModelCatalog.entry("gemma3-270m"))
    #expect(gemma.terms?.contains("ai.google.dev/gemma/terms") == true)
    #expect(LocalModelCatalog.entries.first?.name == ModelReference.standard.model)
    #expect(LocalModelCatalog.entries.first?.terms == nil)
  }
}
