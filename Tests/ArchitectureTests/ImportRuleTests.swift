import Foundation
import Testing

/// The architecture, as data: what each target may import.
private let mayImport: [String: Set<String>] = [
  "PrompterCore": [
    "Foundation", "Synchronization", "Logging", "Metrics", "OrderedCollections", "DequeModule",
    "Crypto",
  ],
  "PrompterKit": [
    "Foundation", "Synchronization", "Glibc", "PrompterCore", "GRDB", "CCurl", "Crypto", "Logging",
    "Metrics",
  ],
  "PrompterData": [
    "Foundation", "Synchronization", "Glibc", "PrompterKit", "CPQ", "CXML2", "CZlib", "GRDB",
    "Logging",
  ],
  "PrompterServer": [
    "Foundation", "Synchronization", "PrompterKit", "PrompterData", "Hummingbird",
    "ServiceLifecycle", "UnixSignals", "HTTPTypes", "NIOCore", "Logging", "Metrics",
  ],
  "PrompterCLI": [
    "Foundation", "Synchronization", "Dispatch", "ArgumentParser", "Yams", "PrompterKit",
    "PrompterData", "PrompterServer", "Logging",
  ],
  "PrompterTesting": ["Foundation", "Synchronization", "PrompterCore"],
]

private let longestFile = 400

private let sources = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Sources")

/// What is wrong with the imports and the length of a file of a target; empty when nothing is.
func importFaults(in text: String, of target: String) -> [String] {
  let importLine =
    #/
    ^\s*(?:@\w+(?:\([^)]*\))?\s+)*
    (?:(?:public|package|internal|private|fileprivate)\s+)?
    import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)
    /#
  let allowed = mayImport[target] ?? []
  var faults: [String] = []
  // A program in another language that is embedded as text has imports of its own.
  let code = text.replacing(/"""[\s\S]*?"""/, with: "")
  for line in code.split(whereSeparator: \.isNewline) {
    guard let match = line.firstMatch(of: importLine) else { continue }
    if !allowed.contains(String(match.1)) { faults.append("imports \(match.1)") }
  }
  if text.count(where: \.isNewline) > longestFile { faults.append("is too long") }
  return faults
}

@Test(arguments: mayImport.keys.sorted())
func targetImportsOnlyWhatItMay(_ target: String) throws {
  let root = sources.appending(path: target)
  let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    .filter { $0.hasSuffix(".swift") }
  #expect(!files.isEmpty, "\(target) has no sources, so this check would pass on nothing")
  for file in files {
    let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
    #expect(importFaults(in: text, of: target).isEmpty, "\(target)/\(file)")
  }
}

@Test func everyTargetIsListed() throws {
  let targets = try FileManager.default.contentsOfDirectory(atPath: sources.path)
  #expect(Set(targets.filter { $0.hasPrefix("Prompter") }) == Set(mayImport.keys))
}

@Test(
  "A planted violation is found",
  arguments: [
    "import GRDB", "  import GRDB", "@testable import GRDB", "public import GRDB",
    "import struct GRDB.Row", String(repeating: "\n", count: 401),
  ])
func plantedImportIsFound(_ text: String) {
  #expect(!importFaults(in: text, of: "PrompterCore").isEmpty)
}

@Test func allowedImportIsNoFault() {
  #expect(importFaults(in: "import Foundation\nlet a = 1\n", of: "PrompterCore").isEmpty)
}
