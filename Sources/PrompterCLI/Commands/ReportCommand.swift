import ArgumentParser
import Foundation
import PrompterKit

/// `prompter report`: an evaluation record in another form, without calling a model.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Renders an evaluation record again.",
    discussion: "EXAMPLE\n  prompter report record.json -o report.html -o summary.md")

  @Argument(help: "The record that 'evaluate -o record.json' wrote.")
  var record: String

  @Option(
    name: [.customShort("o"), .long], parsing: .singleValue,
    help: "Write: .json, .html, .md, .csv or .junit.xml. Repeatable.")
  var output: [String] = []

  mutating func validate() throws {
    for path in output { _ = try ReportFormat(path: path) }
  }

  func run() throws {
    let evaluation = try RecordFile.evaluation(record)
    for path in output { try ReportFormat(path: path).write(evaluation, to: path) }
    if output.isEmpty { try Terminal.put(TerminalReport.render(evaluation)) }
  }
}

/// Reads evaluation records.
enum RecordFile {
  /// The record in a file.
  ///
  /// Throws `FileError` that names the place of a fault.
  static func evaluation(_ path: String) throws -> Evaluation {
    do {
      return try Evaluation(json: JSONParser.parse(TextFile.read(URL(filePath: path))))
    } catch let error as JSONError {
      throw FileError(path, "damaged at byte \(error.byte): \(error.what)")
    } catch let error as ArtifactError {
      throw FileError(path, error.message)
    }
  }

  /// Whether a file holds an evaluation record, by its `format`.
  static func isEvaluation(_ path: String) -> Bool {
    guard path.hasSuffix(".json"), let text = try? TextFile.read(URL(filePath: path)),
      let json = try? JSONParser.parse(text)
    else { return false }
    return json[key: "format"]?.string == Evaluation.format
  }
}
