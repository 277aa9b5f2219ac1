import Foundation
import Testing

/// The one-way flow, as data: a stage may name types of its own folder and of folders before it.
private let flow = [
  "Statistics", "Schema", "Document", "Dataset", "Prompt", "Engine", "Parse", "Ground",
  "Extraction", "Score", "Confidence", "Compare", "Optimize", "Artifact", "Report",
]

private let core = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Sources/PrompterCore")

/// The Swift files of a stage, with line comments removed.
private func code(in stage: String) throws -> [(file: String, text: String)] {
  let folder = core.appending(path: stage)
  let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
  return try files.filter { $0.hasSuffix(".swift") }.map { file in
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    return (file, text.replacing(/\/\/[^\n]*/, with: ""))
  }
}

/// The names of the types that some texts declare.
private func declared(in texts: some Sequence<String>) -> Set<String> {
  let declaration = /(?:struct|class|enum|actor|protocol|typealias) ([A-Z]\w*)/
  return Set(texts.flatMap { $0.matches(of: declaration).map { String($0.1) } })
}

/// The later types that a text names.
private func stepsBack(_ text: String, later: Set<String>) -> Set<String> {
  Set(text.matches(of: /\b[A-Z]\w*/).map { String($0.0) }).intersection(later)
}

@Test(arguments: flow.indices)
func stageNamesOnlyEarlierStages(_ index: Int) throws {
  let texts = try flow.map { try code(in: $0).map(\.text) }
  // A name that an earlier stage declares too (CodingKeys, Configuration) proves no step back.
  let later = declared(in: texts[(index + 1)...].joined())
    .subtracting(declared(in: texts[...index].joined()))
  let files = try code(in: flow[index])
  #expect(!files.isEmpty, "\(flow[index]) is empty")
  for (file, text) in files {
    let named = stepsBack(text, later: later)
    #expect(named.isEmpty, "\(flow[index])/\(file) names \(named.sorted())")
  }
}

@Test func everyStageIsListed() throws {
  let entries = try FileManager.default.contentsOfDirectory(atPath: core.path)
  #expect(Set(entries.filter { !$0.contains(".") }) == Set(flow))
}

@Test func plantedStepBackIsFound() throws {
  let later = declared(in: try code(in: "Engine").map(\.text))
  #expect(later.contains("Completion"))
  #expect(
    stepsBack("extension Prompt { func f(_ c: Completion) {} }", later: later) == ["Completion"])
  #expect(stepsBack("extension Prompt { func f(_ s: Schema) {} }", later: later).isEmpty)
}
