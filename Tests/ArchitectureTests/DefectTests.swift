import Foundation
import Testing

/// The defects that other tools are known for, as data: each is a behaviour that a test here
/// proves, with the defect's number in its name.
///
/// C… were found in Concurry, D… in DSPydantic.
///
/// These do not apply, and why:
private let notApplicable = [
  "C3": "there is one limiter, in memory; none over Redis that could charge differently",
  "C24": "nothing runs on Ray: who scales out starts processes, each with a share of the limits",
]

/// The defects of DSPydantic that are about calls; the others are about scores, data and prompts.
private let aboutCalls = [4, 7, 10, 12, 20, 32, 33, 34, 35, 36, 39]

private let tests = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()

/// The numbers at the head of the names of tests: `"C7, D33: …"`.
func defectNumbers(in text: String) -> Set<String> {
  var numbers: Set<String> = []
  for name in text.matches(of: /"((?:[CD][0-9]+(?:, | and )?)+):/) {
    numbers.formUnion(name.1.matches(of: /[CD][0-9]+/).map { String($0.output) })
  }
  return numbers
}

@Test func everyDefectHasATest() throws {
  let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
    .filter { $0.hasSuffix(".swift") && !$0.hasSuffix("DefectTests.swift") }
  var found: Set<String> = []
  for file in files {
    found.formUnion(
      defectNumbers(in: try String(contentsOf: tests.appending(path: file), encoding: .utf8)))
  }
  let needed = Set((1...27).map { "C\($0)" } + aboutCalls.map { "D\($0)" })
  #expect(needed.subtracting(found).subtracting(notApplicable.keys).sorted() == [])
  #expect(found.intersection(notApplicable.keys).isEmpty)
}

@Test func numbersAreReadFromNames() {
  #expect(
    defectNumbers(in: #"@Test("C7, D33: a b") "D2: x" "see D4" "A3 D11: y""#) == [
      "C7", "D33", "D2",
    ])
}

@Test("C13: the engine and the transport never look at the time of day")
func noWallClock() throws {
  let sources = tests.deletingLastPathComponent().appending(path: "Sources")
  let wallClock =
    /\bDate\(\)|\bDate\.now|CLOCK_REALTIME|gettimeofday|\btime\(nil\)|timeIntervalSinceNow/
  #expect("let a = Date()".contains(wallClock))
  for folder in ["PrompterCore/Engine", "PrompterKit/Transport", "PrompterKit/Providers"] {
    let root = sources.appending(path: folder)
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(!files.isEmpty)
    for file in files {
      let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      #expect(!text.contains(wallClock), "\(folder)/\(file)")
    }
  }
}
