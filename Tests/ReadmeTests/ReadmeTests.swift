import Foundation
import PrompterKit
import Testing

private let project = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The schema of the tickets in `datasets/`.
let ticketSchema: String =
  (try? TextFile.read(project.appending(path: "datasets/support-tickets/schema.json"))) ?? ""

/// The Swift blocks of the README, `import` lines left out.
private func blocks(_ text: String) -> [String] {
  text.components(separatedBy: "```swift\n").dropFirst().compactMap { part in
    part.components(separatedBy: "```").first?
      .split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
      .trimmingCharacters(in: .newlines)
  }
}

@Test(
  "C19, D41: the Swift of README and pages is the Swift that is compiled here",
  arguments: [("README.md", "Snippets.swift", 2), ("docs/code.md", "CodeSnippets.swift", 7)])
func pagesAreCompiled(page: String, file: String, count: Int) throws {
  let text = try TextFile.read(project.appending(path: page))
  let compiled = try TextFile.read(
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: file))
  let blocks = blocks(text)
  #expect(blocks.count == count)
  for block in blocks { #expect(compiled.contains(block), "not compiled as it stands:\n\(block)") }
}

@Test("The README's lines fit what it promises")
func readmeIsShort() throws {
  let readme = try TextFile.read(project.appending(path: "README.md"))
  #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count < 150)
  let counts = blocks(readme).map { $0.split(separator: "\n").count }
  #expect(counts.first ?? 99 <= 10)
  #expect(counts.last ?? 99 <= 15)
}

@Test("The README's Swift trains, saves, loads and predicts with the local model")
func readmeRuns() async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }
  let artifact = folder.appending(path: "tickets.json").path
  let data = project.appending(path: "datasets/support-tickets/train.jsonl").path
  // A budget of 0 writes the seed: training for real has tests of its own.
  try await train(on: data, budget: 0, artifact: artifact)
  let text = "My Velora K3 kettle arrived broken, order W77120. Please hurry!"
  let ticket = try await firstRecord(in: text, artifact: artifact)
  #expect(["billing", "shipping", "technical", "account", "sales"].contains(ticket.route))
}
