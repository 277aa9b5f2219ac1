import ArgumentParser
import Foundation
import PrompterData
import PrompterKit

/// `prompter ab outcome`: what came of a document.
struct AbOutcomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outcome", abstract: "Takes down what came of documents.",
    discussion: """
      The right record scores every answer to the document, those in the shadow too. Yes and no, \
      and a score, are about the answer that was served, or that of --variant.

      EXAMPLE
        prompter ab outcome trial.sqlite mail-17 --correct yes
        prompter ab outcome trial.sqlite mail-17 --record '{"total": 12.5, "currency": "USD"}'
        prompter ab outcome trial.sqlite --from corrected.jsonl
      """)

  @Argument(help: "The SQLite file of the experiment.")
  var experiment: String

  @Argument(help: "The document's id.")
  var id: String?

  @Option(help: "Whether the whole record was right: yes or no.")
  var correct: Answer?

  @Option(help: "The record's score, from 0 to 1.")
  var score: Double?

  @Option(help: "The right record: JSON, a file, or - for stdin.")
  var record: String?

  @Option(help: "The prompter whose answer is meant (default: the one that served).")
  var variant: String?

  @Option(help: "A labelled data set: the right records of many documents, by their ids.")
  var from: String?

  @OptionGroup var common: CommonOptions

  enum Answer: String, ExpressibleByArgument, CaseIterable {
    case yes, no
  }

  mutating func validate() throws {
    let given = [correct != nil, score != nil, record != nil, from != nil].count { $0 }
    guard given == 1 else {
      throw ValidationError("give one of --correct, --score, --record and --from")
    }
    guard (from == nil) == (id != nil) else {
      throw ValidationError(
        from == nil ? "give the document's id" : "--from names the documents: no id")
    }
    if variant != nil, record != nil || from != nil {
      throw ValidationError("a right record scores all answers: no --variant")
    }
  }

  func run() async throws {
    let log = try ExperimentLog(existing: experiment)
    let names = log.definition.variants.map(\.name)
    if let from { return try await bulk(log, from) }
    guard let id else { return }
    let scored: [Int]
    if let record {
      let value: JSONValue
      do { value = try JSONParser.parse(RecordText.text(record)) } catch let error as JSONError {
        throw DataError(file: "--record", message: "not JSON: \(error)")
      }
      scored = try await log.note(record: value, of: id)
    } else {
      let place = try variant.map { name in
        guard let place = names.firstIndex(of: name) else {
          throw ReferenceError(
            "'\(name)' takes no part; there are \(names.joined(separator: ", "))")
        }
        return place
      }
      if let score {
        scored = [try log.note(score: score, of: id, variant: place)]
      } else {
        scored = [try log.note(correct: correct == .yes, of: id, variant: place)]
      }
      if variant == nil, log.definition.variants.contains(where: { $0.weight == nil }),
        !common.quiet
      {
        Terminal.say(
          "note: this says nothing of the answers in the shadow; --record scores them too")
      }
    }
    try put(noted: 1, unknown: 0, of: scored.map { names[$0] })
  }

  private func bulk(_ log: ExperimentLog, _ file: String) async throws {
    let data = try DatasetReader().load(file, schema: log.definition.schema).dataset
    var (noted, unknown) = (0, 0)
    for example in data.examples {
      guard let expected = example.expected else { continue }
      guard try log.holds(example.id) else {
        unknown += 1
        continue
      }
      try await log.note(record: expected, of: example.id)
      noted += 1
    }
    try put(noted: noted, unknown: unknown, of: nil)
  }

  private func put(noted: Int, unknown: Int, of variants: [String]?) throws {
    if common.json {
      let summary: JSONValue = ["noted": .integer(noted), "unknown": .integer(unknown)]
      return try Terminal.put(summary.text() + "\n")
    }
    guard !common.quiet else { return }
    let whom = variants.map { " of \($0.joined(separator: ", "))" } ?? ""
    Terminal.say(
      "noted the outcome of \(noted) document\(noted == 1 ? "" : "s")\(whom)"
        + (unknown > 0 ? "; \(unknown) others are not in the experiment" : ""))
  }
}
