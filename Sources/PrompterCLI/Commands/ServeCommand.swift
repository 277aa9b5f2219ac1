import ArgumentParser
import Foundation
import PrompterKit
import PrompterServer

/// `prompter serve`: prompters behind HTTP.
struct ServeCommand: ServingCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Answers over HTTP with the records of documents.",
    discussion: """
      A prompter is asked by its file name without .json, or as NAME or NAME@VERSION; the first one
      when a request names none. SIGTERM ends it when what is under way is done.

      EXAMPLE
        prompter serve invoices
        curl -H 'Content-Type: text/plain' --data-binary @invoice.txt localhost:8080/v1/extract
        prompter serve invoices reviews@2 --host 0.0.0.0 --token-file tokens.txt
        prompter serve --split invoices@3=90,invoices@4=10 --ab-log trial.sqlite
      """)

  @Argument(help: "Prompters: .json files, NAME or NAME@VERSION.")
  var prompters: [String] = []

  @OptionGroup var variants: VariantOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var common: CommonOptions

  /// Who shares the documents of the experiment: those of --split, else the first prompter alone.
  private var serving: [(reference: String, weight: Double)] {
    if let split = service.split {
      return split.split(separator: ",").compactMap { VariantOptions.serving(String($0)) }
    }
    return variants.shadows.isEmpty ? [] : prompters.prefix(1).map { ($0, 1) }
  }

  mutating func validate() throws {
    guard !prompters.isEmpty || service.split != nil else {
      throw ValidationError("name a prompter to serve")
    }
    guard serving.isEmpty == (service.experimentLog == nil) else {
      throw ValidationError("--split and --shadow go together with --ab-log FILE")
    }
  }

  func run() async throws {
    var settings = try common.settings()
    let metrics = PrometheusRegistry()
    settings.telemetry.metrics = metrics
    var configuration = try service.configuration(model, settings, metrics)
    var served: [ServedPrompter] = []
    if let log = service.experimentLog {
      let experiment = try variants.experiment(
        log, serving: serving, model, settings, seed: common.seed(settings))
      configuration.experiment = experiment.log
      var trial = try ServedPrompter(experiment) { error in
        Terminal.say("warning: an answer in the shadow is lost: \(error)")
      }
      trial.gate = service.minimumConfidence.map { Acceptance(threshold: $0) }
      if service.acceptedError != nil, let first = serving.first?.reference {
        // Only who serves alone can promise anything; who answers in the shadow promises nothing.
        let loaded = try LoadedPrompter(first, model, settings, seed: common.seed(settings))
        trial.gate = try service.gate(for: loaded.prompter)?.rule
      }
      served.append(trial)
    }
    let sources = try prompters.dropFirst(service.split == nil && !served.isEmpty ? 1 : 0)
      .map { try source($0, settings) }
    let shelf = try PrompterShelf(served + sources.map { try $0.load() })
    let names = shelf.all.map(\.name).joined(separator: ", ")
    let host = service.host.contains(":") ? "[\(service.host)]" : service.host
    try await PrompterService(shelf, configuration).run(
      host: service.host, port: service.port,
      services: [ArtifactWatch(shelf, sources) { Terminal.say($0) }],
      isOpenOnPurpose: service.open
    ) { port in
      Terminal.say("listening on http://\(host):\(port) (\(names))")
    }
    if !common.quiet { Terminal.say("stopped; every request that was taken is answered") }
  }

  private func source(_ reference: String, _ settings: Settings) throws -> ArtifactWatch.Source {
    let (model, service, seed) = (model, service, common.seed(settings))
    let isFile = reference.hasSuffix(".json")
    let name =
      isFile ? URL(filePath: reference).deletingPathExtension().lastPathComponent : reference
    return ArtifactWatch.Source(
      reference: reference, file: { try PrompterStore().file(reference) },
      load: {
        let loaded = try LoadedPrompter(reference, model, settings, seed: seed)
        var served = try ServedPrompter(loaded.prompter, name: name, reference: loaded.name)
        if let gate = try service.gate(for: loaded.prompter) {
          served.gate = gate.rule
          for note in gate.notes { Terminal.say("\(name): \(note)") }
        }
        return served
      })
  }
}
