import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

private struct Receipt: Extractable {
  var shop: String
  var total: Double?

  static let schema = """
    {"type": "object", "properties": {"shop": {"type": "string"},
       "total": {"type": ["number", "null"]}},
     "required": ["shop", "total"], "additionalProperties": false}
    """
}

private struct OtherReceipt: Extractable {
  var shop: Int
  var tax: Double

  static let schema = """
    {"type": "object", "properties": {"shop": {"type": "integer"}, "tax": {"type": "number"}},
     "required": ["shop", "tax"], "additionalProperties": false}
    """
}

@Suite("saved prompters")
struct PrompterStoreTests {
  let folder: TemporaryFolder
  let store: PrompterStore

  init() throws {
    folder = try TemporaryFolder()
    store = PrompterStore(root: URL(filePath: folder.path("prompters")))
  }

  private func receipt() throws -> Prompter<Receipt> {
    var artifact = Artifact(
      name: "r", template: .seed(try Schema(json: Receipt.schema)), model: "openai/x",
      decoding: Decoding(temperature: 0.5, maximumOutputTokens: 99, seed: 3),
      data: .init(sha256: "abc", n: 7), command: "prompter optimize", seed: 11)
    artifact.template.demonstrations = [
      Demonstration(input: "Bäckerei 3,20", expected: ["shop": "Bäckerei", "total": 3.2])
    ]
    return try Prompter(artifact: artifact)
  }

  @Test("a name gets one version after the other, and the highest is loaded")
  func versions() throws {
    let prompter = try receipt()
    for version in 1...11 {
      let file = try prompter.save("receipts", store: store)
      #expect(file.path == folder.path("prompters/receipts/\(version).json"))
    }
    #expect(store.versions("receipts") == Array(1...11))
    let last = try Prompter<Receipt>.load("receipts", store: store)
    #expect(last.artifact.version == 11 && last.artifact.name == "receipts")
    #expect(try Prompter<Receipt>.load("receipts@3", store: store).artifact.version == 3)
    try folder.write("x", to: "prompters/receipts/notes.json")
    try folder.write("x", to: "prompters/receipts/12.json.bak")
    #expect(store.versions("receipts").last == 11)
  }

  @Test("of many that save a name at a time each gets a version of its own")
  func sideBySide() async throws {
    let (prompter, store) = (try receipt(), store)
    try await withThrowingTaskGroup(of: URL.self) { group in
      for _ in 1...16 { group.addTask { try prompter.save("receipts", store: store) } }
      var files: Set<URL> = []
      for try await file in group { files.insert(file) }
      #expect(files.count == 16)
    }
    #expect(store.versions("receipts") == Array(1...16))
    for version in 1...16 {
      let saved = try Prompter<Receipt>.load("receipts@\(version)", store: store)
      #expect(saved.artifact.version == version)
    }
  }

  @Test("a name is pinned to its highest version; what names one already stays as it is")
  func pinned() throws {
    for _ in 1...2 { try receipt().save("receipts", store: store) }
    #expect(try store.pinned("receipts") == "receipts@2")
    #expect(try store.pinned("receipts@1") == "receipts@1")
    #expect(try store.pinned("a/r.json") == "a/r.json")
    #expect(throws: ReferenceError.self) { try store.pinned("nobody") }
  }

  @Test("D37: everything comes back from the file, and the same prompter gives the same bytes")
  func roundTrip() throws {
    let path = folder.path("deep/r.json")
    try receipt().save(path)
    let loaded = try Prompter<Receipt>.load(path)
    var expected = try receipt().artifact
    #expect(loaded.artifact == expected)
    let bytes = try folder.read("deep/r.json")
    try loaded.save(path)
    #expect(try folder.read("deep/r.json") == bytes)
    expected.model = "vllm/y"
    #expect(try Prompter<Receipt>.load(path, model: "vllm/y").artifact == expected)
  }

  @Test("a name that leads nowhere says how to train it, a version that is not there is missing")
  func missing() throws {
    let error = #expect(throws: ReferenceError.self) { try store.file("nobody") }
    #expect(error?.description.contains("--out nobody") == true)
    let gone = #expect(throws: FileError.self) {
      try Prompter<Receipt>.load("nobody@4", store: store)
    }
    #expect(gone?.isMissing == true)
  }

  @Test(
    "what is no name is refused, for reading and for writing",
    arguments: [
      "", ".hidden", "a/b", "../up", "a b", "a\u{0}", "~x", "a@0", "a@-1", "a@x", "a@", "@2",
    ])
  func names(reference: String) throws {
    #expect(throws: ReferenceError.self) { try store.file(reference) }
    #expect(throws: ReferenceError.self) { try store.destination(reference) }
  }

  @Test("a file cut off anywhere is refused by path and byte")
  func cut() throws {
    let path = folder.path("r.json")
    try receipt().save(path)
    let bytes = Array(try folder.read("r.json").utf8)
    for length in stride(from: 0, to: bytes.count - 2, by: 97) {
      let part = String(decoding: bytes[..<length], as: UTF8.self)
      guard part.utf8.count == length else { continue }
      try folder.write(part, to: "half.json")
      let error = try #require(
        #expect(throws: FileError.self) { try Prompter<Receipt>.load(folder.path("half.json")) })
      #expect(error.path == folder.path("half.json"))
      #expect(error.message.hasPrefix("damaged at byte \(length)"), "\(error.message)")
    }
  }

  @Test(
    "a future major version and files of another kind are refused",
    arguments: [
      (#""prompter/2""#, "update prompter"), (#""prompter/10""#, "update prompter"),
      (#""evaluation/1""#, "not a prompter artifact"), ("7", "no \"format\""),
    ])
  func format(value: String, message: String) throws {
    let path = folder.path("r.json")
    try receipt().save(path)
    let text = try folder.read("r.json").replacing(#""prompter/1""#, with: value)
    try folder.write(text, to: "r.json")
    let error = #expect(throws: FileError.self) { try Prompter<Receipt>.load(path) }
    #expect(error?.message.contains(message) == true)
  }

  @Test(
    "a file that lacks a part, or has it in another shape, is refused by its name",
    arguments: ["name", "schema", "instruction", "fields", "layout", "model", "decoding"])
  func parts(key: String) throws {
    let path = folder.path("r.json")
    try receipt().save(path)
    let json = try JSONParser.parse(folder.read("r.json"))
    for value in [nil, JSONValue.integer(7)] {
      var object = try #require(json.object)
      object[key] = value
      try folder.write(JSONValue.object(object).text(), to: "r.json")
      let error = #expect(throws: FileError.self) { try Prompter<Receipt>.load(path) }
      #expect(error?.message.contains(key) == true)
    }
  }

  @Test("D37: loading as another type is refused with the differences of the fields")
  func drift() throws {
    let path = folder.path("r.json")
    try receipt().save(path)
    let error = try #require(
      #expect(throws: FileError.self) { try Prompter<OtherReceipt>.load(path) })
    #expect(error.path == path)
    for part in [
      "OtherReceipt", "'shop' is string there", "'total' is only there", "'tax' is missing",
    ] {
      #expect(error.message.contains(part), "\(error.message)")
    }
    #expect(try Prompter<JSONValue>.load(path).schema.properties.count == 2)
  }

  @Test("a prompter needs its key only when it calls")
  func lateKey() async throws {
    let path = folder.path("r.json")
    try receipt().save(path)
    let loaded = try Prompter<Receipt>.load(
      path,
      configuration: PrompterConfiguration(
        connection: ModelConnection(transport: directTransport(), environment: [:]), cacheFile: nil)
    )
    try loaded.save(folder.path("again.json"))
    let error = await #expect(throws: ModelError.self) { try await loaded.predict("x") }
    #expect(error?.kind == .credentials)
  }
}
