import ArgumentParser
import Foundation
import Logging
import PrompterKit
import PrompterServer

/// Options of `serve` that say what it takes on and who may ask.
struct ServiceOptions: ParsableArguments {
  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on; 0 for any free one.")
  var port = 8_080

  @Option(
    name: .customLong("token-file"),
    help: ArgumentHelp(
      "Who may ask: a line NAME SECRET [SCOPE,…] [calls=N/TIME] for each, where sha256:HASH may "
        + "stand for the secret.", valueName: "file"))
  var tokenFile: String?

  @Flag(help: "Listen on an address that others can reach without asking for a token.")
  var open = false

  @Option(
    name: .customLong("client-limit"),
    help: ArgumentHelp(
      "Documents that each token may send, such as calls=100/60s.", valueName: "limit"))
  var clientLimit: String?

  @Option(
    name: .customLong("min-confidence"),
    help: "Answer 422 instead of records whose confidence is below this, from 0 to 1.")
  var minimumConfidence: Double?

  @Option(
    name: .customLong("accept-error"),
    help: ArgumentHelp(
      "Answer 422 instead of records, so that at most this share of those given out is wrong, such "
        + "as 0.02, with the threshold that the calibration proves.", valueName: "share"))
  var acceptedError: Double?

  @Option(
    name: .customLong("split"),
    help: ArgumentHelp(
      "Prompters that share the documents, with their weights, such as "
        + "invoices@3=90,invoices@4=10.", valueName: "prompter=weight,…"))
  var split: String?

  @Option(
    name: .customLong("ab-log"),
    help: ArgumentHelp("The SQLite file of --split and --shadow.", valueName: "file"))
  var experimentLog: String?

  @Option(
    help: ArgumentHelp(
      "The SQLite file of jobs, which a restart does not lose; without it there are none.",
      valueName: "file"))
  var jobs: String?

  @Option(
    help: ArgumentHelp("The review queue that corrections go to.", valueName: "file"))
  var review: String?

  @Option(name: .customLong("max-body"), help: "The most bytes of a request (default 10M).")
  var maximumBody: String?

  @Option(name: .customLong("max-batch"), help: "The most documents of a batch.")
  var maximumBatch = 1_000

  @Option(name: .customLong("in-flight"), help: "Documents under way at once.")
  var inFlight = 64

  @Option(help: "Requests that may wait for a place; more are answered 503.")
  var queue = 256

  @Option(help: "Seconds that requests under way get to be finished after SIGTERM.")
  var grace = 30.0

  @Option(
    name: .customLong("origin"), parsing: .singleValue,
    help: ArgumentHelp(
      "Another origin whose pages may ask from a browser, or by whose name a proxy asks a service "
        + "without tokens, such as https://example.com. Repeatable.", valueName: "origin"))
  var origins: [String] = []

  mutating func validate() throws {
    func require(_ isGood: Bool, _ message: String) throws {
      guard isGood else { throw ValidationError(message) }
    }
    try require(
      split.map {
        $0.split(separator: ",").allSatisfy { VariantOptions.serving(String($0)) != nil }
      }
        ?? true, "--split must be PROMPTER=WEIGHT,…, such as invoices@3=90,invoices@4=10")
    try require((0...65_535).contains(port), "--port must be from 0 to 65535")
    try require(
      clientLimit.map { RateLimit($0)?.resource == .calls } ?? true,
      "--client-limit must be calls=N/TIME, such as calls=100/60s")
    try require(
      (0...1).contains(minimumConfidence ?? 0), "--min-confidence must be from 0 to 1")
    try require(
      acceptedError.map { $0 > 0 && $0 < 1 } ?? true,
      "--accept-error must be between 0 and 1, such as 0.02")
    try require(
      acceptedError == nil || split == nil,
      "--accept-error speaks of the records of one prompter; leave out --split")
    try require(
      maximumBody.map { Amount.bytes($0) != nil } ?? true,
      "--max-body must be a size from 1M, such as 20M")
    try require((1...100_000).contains(maximumBatch), "--max-batch must be from 1 to 100000")
    try require((1...100_000).contains(inFlight), "--in-flight must be from 1 to 100000")
    try require((0...1_000_000).contains(queue), "--queue must be from 0 to 1000000")
    try require(
      origins.allSatisfy { $0.contains("://") },
      "--origin must be a scheme and a host, such as https://example.com")
    try require((0...86_400).contains(grace), "--grace must be from 0 to 86400 seconds")
  }

  /// What the options describe.
  ///
  /// Throws `FileError` or `DataError` when the file of tokens is missing or malformed.
  func configuration(
    _ model: ModelOptions, _ settings: Settings, _ metrics: PrometheusRegistry
  ) throws -> ServiceConfiguration {
    var configuration = ServiceConfiguration(logger: settings.telemetry.logger, metrics: metrics)
    configuration.limits.body = maximumBody.flatMap { Amount.bytes($0) } ?? 10 << 20
    configuration.limits.batch = maximumBatch
    configuration.limits.places = inFlight
    configuration.limits.room = queue
    configuration.limits.grace = .seconds(grace)
    configuration.limits.perCaller = clientLimit.flatMap { RateLimit($0) }
    if let deadline = model.deadline {
      configuration.limits.deadline = .seconds(deadline)
    }
    configuration.tokens = try tokenFile.map { try TokenFile.read(URL(filePath: $0)) } ?? []
    configuration.origins = Set(origins.map { Self.origin($0) })
    configuration.jobs = try jobs.map { try JobStore($0) }
    configuration.review = try review.map { try ReviewQueue($0) }
    return configuration
  }

  /// An origin as browsers write it.
  private static func origin(_ text: String) -> String {
    (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased()
  }

  /// Which records of a prompter are given out, and what the user should know about it; nil for all.
  ///
  /// Throws `ReferenceError` when `--accept-error` asks for a proof that the calibration does not give.
  func gate(for prompter: Prompter<JSONValue>) throws -> (rule: Acceptance, notes: [String])? {
    var options = AcceptanceOptions()
    options.threshold = minimumConfidence
    options.error = acceptedError
    guard let found = try options.acceptance(for: prompter, hasFallback: false) else { return nil }
    if prompter.isCalibrated, found.rule != .nothing { return found }
    guard acceptedError == nil else {
      throw ReferenceError(
        "--accept-error cannot be kept: "
          + (prompter.isCalibrated ? found.notes.joined(separator: "; ") : prompter.uncalibrated))
    }
    return (
      found.rule,
      ["its records have no confidence, and are all given out: \(prompter.uncalibrated)"]
    )
  }
}
