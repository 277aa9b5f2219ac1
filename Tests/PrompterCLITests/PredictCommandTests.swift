import Foundation
import PrompterKit
import Testing

@Suite("prompter predict", .timeLimit(.minutes(5)))
struct PredictCommandTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(
    "a text gives the same record and confidence on the command line and in Swift",
    .enabled(if: LocalModelCommandTests.isInstalled, "prompter models install smollm2-135m"))
  func sameAsInSwift() async throws {
    let artifact = Self.project.appending(path: "prompters/movie-reviews/1.json").path
    let text = """
      Ilse Vandermeer carries this slow harbour drama almost alone. The last half hour drags, and \
      the score by the brass band grates, but I left the cinema moved. Seven out of ten.
      """
    let prompter = try Prompter<JSONValue>.load(artifact)
    let prediction = try await prompter.predict(text)
    let shell = try Shell(environment: ["XDG_DATA_HOME": LocalModelCommandTests.data])
    let outcome = try await shell.prompter("predict", artifact, text, "--no-cache")
    #expect(outcome.status == 0, "\(outcome.err)")
    let line = try JSONParser.parse(outcome.out)
    #expect(line[key: "data"] == prediction.record)
    #expect(line[key: "confidence"] == JSONValue(prediction.confidence))
    let same = prediction.extraction.json(
      prompter: artifact, model: prompter.artifact.model, cost: 0)
    #expect(line[key: "fields"] == same[key: "fields"])
    #expect(line[key: "fields"]?[key: "sentiment"]?[key: "confidence"]?.double != nil)
  }
}
