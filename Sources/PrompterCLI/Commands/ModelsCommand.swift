import ArgumentParser
import Foundation
import PrompterKit

/// `prompter models`: the models that prompter installs and runs itself.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Installs, lists and serves local models.",
    discussion: """
      EXAMPLE
        prompter models install smollm2-135m
        prompter predict invoices --model local/smollm2-135m "Invoice 7 from Acme …"
      """,
    subcommands: [List.self, Install.self, Serve.self], defaultSubcommand: List.self)

  /// `prompter models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the local models.", discussion: "EXAMPLE\n  prompter models list --json")

    @OptionGroup var common: CommonOptions

    func run() throws {
      let installer = LocalModelInstaller()
      if common.json {
        let models: [JSONValue] = LocalModelCatalog.entries.map { entry in
          [
            "name": .string("local/\(entry.name)"), "license": .string(entry.license),
            "summary": .string(entry.summary),
            "installed": .bool(installer.installed(entry.name) != nil),
          ]
        }
        return try Terminal.put(JSONValue.array(models).text() + "\n")
      }
      var table = TextTable(["model", "state", "licence", "what it is"])
      for entry in LocalModelCatalog.entries {
        let state = installer.installed(entry.name) == nil ? "not installed" : "installed"
        table.add(["local/\(entry.name)", state, entry.license, entry.summary])
      }
      try Terminal.put(table.text + "\n")
    }
  }

  /// `prompter models install`.
  struct Install: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Installs a local model and its runtime.",
      discussion: "EXAMPLE\n  prompter models install smollm2-135m")

    @Argument(help: "The model's name.")
    var name = ModelReference.standard.model

    @Flag(name: .customLong("accept-terms"), help: "Accept the terms of the model's licence.")
    var acceptsTerms = false

    func run() async throws {
      let name = name.hasPrefix("local/") ? String(name.dropFirst(6)) : name
      guard let entry = LocalModelCatalog.entry(name) else {
        let known = LocalModelCatalog.entries.map(\.name).joined(separator: ", ")
        throw ReferenceError("unknown local model '\(name)'; known are \(known)")
      }
      if let terms = entry.terms, !acceptsTerms {
        throw ReferenceError("\(terms). Read them and say --accept-terms to install \(name)")
      }
      let installer = LocalModelInstaller()
      try await installer.install(entry) { Terminal.say($0) }
      Terminal.say("local/\(name) is installed")
    }
  }

  /// `prompter models serve`.
  struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Serves a local model over HTTP in the foreground, until stdin ends.",
      discussion: "EXAMPLE\n  prompter models serve smollm2-135m --port 9000")

    @Argument(help: "The model's name.")
    var name = ModelReference.standard.model

    @Option(help: "The port on 127.0.0.1; any free one by default.")
    var port: Int = 0

    mutating func validate() throws {
      guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535") }
    }

    func run() throws {
      try LocalModelForeground.serve(
        name.hasPrefix("local/") ? String(name.dropFirst(6)) : name, port: port)
    }
  }
}
