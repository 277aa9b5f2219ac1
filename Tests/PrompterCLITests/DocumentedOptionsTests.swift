import Foundation
import PrompterKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct DocumentedOptionsTests {
  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let commands = [
    ["optimize"], ["evaluate"], ["compare"], ["predict"], ["extract"], ["models", "install"],
    ["models", "serve"], ["models", "list"], ["schema", "infer"], ["schema", "show"],
    ["schema", "check"], ["report"], ["cache", "stats"], ["cache", "clear"],
    ["ab", "run"], ["ab", "predict"], ["ab", "outcome"], ["ab", "report"], ["review", "list"],
    ["review", "show"], ["review", "accept"], ["review", "correct"], ["review", "export"],
    ["review", "serve"], ["serve"], ["calibrate"], ["threshold"],
  ]
  /// Options of programs other than `prompter`, and of the argument parser.
  private static let others: Set<String> = [
    "--help", "--generate-completion-script", "--data-binary", "--static-swift-stdlib",
    "--product", "--no-install-recommends",
  ]

  private func options(_ text: String) -> Set<String> {
    Set(text.matches(of: /(?:^|[^\w-])(--[a-z][a-z-]*[a-z])/).map { String($0.output.1) })
  }

  @Test("C19: every option that the documentation names exists")
  func documented() async throws {
    var known = Self.others
    for command in Self.commands {
      let help = try await Shell().start(command + ["--help"]).outcome()
      known.formUnion(options(help.out))
    }
    let names = [
      "models", "optimizing", "evaluating", "confidence", "schemas", "files", "documents", "ab",
      "review", "serving",
    ]
    let pages = names.map { "docs/\($0).md" } + ["README.md"]
    var named = 0
    for page in pages {
      let text = try TextFile.read(Self.project.appending(path: page))
      // What follows a script's name is an option of that script.
      let own = text.replacing(/(?:scripts|benchmarks)\/[^\n]*/, with: "")
      let unknown = options(own).subtracting(known)
      #expect(unknown.isEmpty, "\(page): \(unknown.sorted())")
      named += options(own).count
    }
    #expect(named > 20)
  }
}
