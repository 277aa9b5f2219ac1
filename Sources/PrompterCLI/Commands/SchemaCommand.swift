import ArgumentParser
import Foundation
import PrompterKit

/// `prompter schema`: makes, shows and checks schemas.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Infers, shows and checks schemas.",
    discussion: """
      EXAMPLE
        prompter schema infer labelled.jsonl > schema.json
        prompter schema check labelled.jsonl --schema schema.json
      """, subcommands: [Infer.self, Show.self, Check.self])

  /// `prompter schema infer`.
  struct Infer: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a schema that the expected records of a data set fit.",
      discussion: "EXAMPLE\n  prompter schema infer labelled.jsonl > schema.json")

    @Argument(help: "The labelled data: a .jsonl or .csv file, or a folder of labelled folders.")
    var data: String

    @OptionGroup var labels: LabelOptions

    func run() throws {
      let set = try labels.load(data, schema: nil)
      let records = set.examples.compactMap(\.expected)
      guard !records.isEmpty else {
        throw DataError(file: data, message: "no line has an \"expected\" record to infer from")
      }
      try Terminal.put(SchemaInference.schema(of: records).text(.pretty) + "\n")
    }
  }

  /// `prompter schema show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the fields of a schema or a prompter, with their metrics.",
      discussion: "EXAMPLE\n  prompter schema show datasets/invoices/schema.json")

    @Argument(help: "A schema file, or a prompter.")
    var source: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let schema = try Self.schema(source)
      if common.json { return try Terminal.put(schema.source.text() + "\n") }
      let catalog = MetricCatalog.describing
      var table = TextTable(["field", "type", "metric", "description"])
      for field in schema.fields {
        let isObject = !field.node.properties.isEmpty
        table.add([
          field.path.description, schema.typeText(field),
          isObject ? "" : try catalog.metric(for: field).name, field.node.description ?? "",
        ])
      }
      try Terminal.put(table.text + "\n")
    }

    private static func schema(_ source: String) throws -> Schema {
      if source.hasSuffix(".json"), let text = try? TextFile.read(URL(filePath: source)),
        let json = try? JSONParser.parse(text), json[key: "format"] == nil
      {
        return try Schema(contentsOf: URL(filePath: source))
      }
      return try Prompter<JSONValue>.load(source).schema
    }
  }

  /// `prompter schema check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks that a schema is supported, and that expected records fit it.",
      discussion: "EXAMPLE\n  prompter schema check labelled.jsonl --schema schema.json")

    @Argument(help: "The labelled data; none checks the schema alone.")
    var data: String?

    @Option(help: "The schema.")
    var schema: String

    @OptionGroup var labels: LabelOptions

    func run() throws {
      let schema = try Schema(contentsOf: URL(filePath: schema))
      _ = try RecordScorer(schema, catalog: MetricCatalog.describing)
      guard let data else { return Terminal.say("the schema is supported") }
      let set = try labels.load(data, schema: schema)
      var faults = 0
      for example in set.examples {
        guard let expected = example.expected else { continue }
        for violation in schema.violations(of: expected) {
          faults += 1
          try Terminal.put("\(example.id): \(violation)\n")
        }
      }
      guard faults == 0 else {
        Terminal.say("error: \(data): \(faults) violations")
        throw ExitCode(1)
      }
      Terminal.say("\(set.examples.count) examples fit the schema")
    }
  }
}
