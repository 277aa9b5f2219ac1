import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite struct DocumentsPageTests {
  @Test("C19: the Swift of docs/documents.md is the Swift that is compiled here")
  func compiled() throws {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let page = here.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/documents.md")
    let code = try TextFile.read(here.appending(path: "DocumentsPage.swift"))
    let blocks = try TextFile.read(page).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let lines = block.components(separatedBy: "```")[0].split(
        separator: "\n", omittingEmptySubsequences: false
      ).filter { !$0.hasPrefix("import ") }
      let text = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
      #expect(code.contains(text), "not compiled as it stands:\n\(text)")
    }
  }

  @Test("a reader and a sink of one's own stand where ours do")
  func own() async throws {
    let documents = DocumentStream(Numbered(letters: ["a", "b"]).documents())
    var ids: [String] = []
    for await item in documents { ids.append(try item.get().id) }
    #expect(ids == ["0", "1"])
    let sink: any Sink = Totals()
    try await sink.write(["data": ["total": 2.5]], of: nil)
    #expect(try await sink.failedIDs() == nil)
    #expect(await (sink as? Totals)?.sum == 2.5)
  }

  @Test("a stream reads ahead where it may, and gives each element once")
  func ahead() async {
    let stream = DocumentStream(0..<100, ahead: 7) { _ in 1 << 18 }
    var found: [Int] = []
    for await number in stream { found.append(number) }
    #expect(found == Array(0..<100))
  }
}
