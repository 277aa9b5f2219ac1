import ArgumentParser
import Foundation
import PrompterKit

/// `prompter cache`: the answers of models that are kept.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Shows and empties the cache of models' answers.",
    discussion: """
      EXAMPLE
        prompter cache stats
        prompter cache clear --older-than 7d
      """,
    subcommands: [Stats.self, Clear.self], defaultSubcommand: Stats.self)

  /// Which cache.
  struct Place: ParsableArguments {
    @Option(help: "The file of the cache (default $XDG_CACHE_HOME/prompter/completions.sqlite).")
    var cache: String?

    @OptionGroup var common: CommonOptions

    func file() throws -> URL { try common.settings().cacheFile(cache) }
  }

  /// `prompter cache stats`.
  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what the cache holds.",
      discussion: "EXAMPLE\n  prompter cache stats --json")

    @OptionGroup var place: Place

    func run() throws {
      let file = try place.file()
      let statistics: CacheStatistics?
      do { statistics = try CacheStatistics(of: file) } catch let error as FileError
        where error.isMissing
      { statistics = nil }
      let text = place.common.json ? json(file, statistics).text() : table(file, statistics)
      try Terminal.put(text + "\n")
    }

    private func json(_ file: URL, _ statistics: CacheStatistics?) -> JSONValue {
      [
        "path": .string(file.path), "exists": .bool(statistics != nil),
        "entries": .integer(statistics?.entries ?? 0), "bytes": .integer(statistics?.bytes ?? 0),
        "file_bytes": .integer(statistics?.fileBytes ?? 0),
        "oldest": Self.moment(statistics?.oldest).map(JSONValue.string) ?? .null,
        "newest": Self.moment(statistics?.newest).map(JSONValue.string) ?? .null,
        "models": .array(
          (statistics?.models ?? []).map { model in
            [
              "model": model.name.map(JSONValue.string) ?? .null,
              "entries": .integer(model.entries), "bytes": .integer(model.bytes),
            ]
          }),
      ]
    }

    private func table(_ file: URL, _ statistics: CacheStatistics?) -> String {
      guard let statistics else { return "\(file.path): no cache yet" }
      var table = TextTable(["model", "answers", "size"])
      for model in statistics.models {
        table.add([model.name ?? "not recorded", "\(model.entries)", Self.size(model.bytes)])
      }
      table.add(["all", "\(statistics.entries)", Self.size(statistics.bytes)])
      return """
        \(file.path): \(Self.size(statistics.fileBytes)) on the disk
        oldest \(Self.moment(statistics.oldest) ?? "–"), newest \
        \(Self.moment(statistics.newest) ?? "–")
        \(table.text)
        """
    }

    private static func moment(_ date: Date?) -> String? { date?.formatted(.iso8601) }

    private static func size(_ bytes: Int) -> String {
      var amount = Double(bytes)
      for unit in ["B", "KiB", "MiB"] {
        if amount < 1_000 { return TableNumber.decimals(amount, unit == "B" ? 0 : 1) + " " + unit }
        amount /= 1_024
      }
      return TableNumber.decimals(amount, 1) + " GiB"
    }
  }

  /// `prompter cache clear`.
  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes answers out of the cache.",
      discussion: "EXAMPLE\n  prompter cache clear --older-than 7d")

    @OptionGroup var place: Place

    @Option(
      name: .customLong("older-than"), help: "Only answers made longer ago, such as 12h or 7d.")
    var olderThan: String?

    mutating func validate() throws {
      guard let olderThan, Amount.time(olderThan) == nil else { return }
      throw ValidationError("--older-than must be a time, such as 12h or 7d")
    }

    func run() throws {
      let file = try place.file()
      var removed = 0
      do {
        removed = try SQLiteCache.clear(file, olderThan: olderThan.flatMap(Amount.time))
      } catch let error as FileError where error.isMissing {}
      if place.common.json {
        let report: JSONValue = ["path": .string(file.path), "removed": .integer(removed)]
        return try Terminal.put(report.text() + "\n")
      }
      if !place.common.quiet { Terminal.say("\(removed) answers removed from \(file.path)") }
    }
  }
}
