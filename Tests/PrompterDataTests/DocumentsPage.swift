// The code of docs/documents.md, which has to compile.
import PrompterData

func drain(_ inputs: [String], into output: String, by prompter: Prompter<JSONValue>) async throws {
  let sink = try SinkReference.sink(output, schema: prompter.schema)
  try await sink.open(keeping: [])
  let extractor = try prompter.extractor()
  let documents = DocumentStream(
    try InputReader.documents(of: inputs, textColumn: nil, first: nil))
  try await forEachConcurrently(reading: documents.next, limit: 16) { item in
    let document = try item.get()
    return (document, await extractor.extract(document))
  } receive: { _, done in
    let line = done.1.json(prompter: "tickets", model: prompter.artifact.model, cost: nil)
    try await sink.write(line, of: done.0)
  }
  try await sink.close()
}

struct Numbered: DocumentReader {
  let letters: [String]

  func documents() -> AnySequence<Result<Document, any Error>> {
    AnySequence(
      letters.enumerated().lazy.map { .success(Document(id: "\($0.offset)", text: $0.element)) })
  }
}

actor Totals: Sink {
  private(set) var sum = 0.0

  func open(keeping done: IDSet) -> IDSet { [] }
  func write(_ line: JSONValue) { sum += line[key: "data"]?[key: "total"]?.double ?? 0 }
  func close() {}
}

func show(_ reader: some DocumentReader, by prompter: Prompter<JSONValue>) async throws {
  let documents = DocumentStream(try reader.documents()).compactMap { try? $0.get() }
  for try await prediction in try prompter.predictions(for: documents) {
    print(prediction.document.id, (try? prediction.result.get().record.text()) ?? "nothing")
  }
}
