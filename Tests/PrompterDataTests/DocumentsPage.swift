// The code of docs/documents.md, which has to compile.
import PrompterData

func drain(_ inputs: [String], into output: String, by prompter: Prompter<JSONValue>) async throws {
  let sink = try SinkReference.sink(output, schema: prompter.schema)
  try await sink.open(keeping: [])
  let extractor = try prompter.extractor()
  for item in try InputReader.documents(of: inputs, textColumn: nil, first: nil) {
    switch item {
    case .success(let document):
      let extraction = await extractor.extract(document)
      let line = extraction.json(prompter: "tickets", model: prompter.artifact.model, cost: nil)
      try await sink.write(line, of: document)
    case .failure(let error):
      print(error)
    }
  }
  try await sink.close()
}
