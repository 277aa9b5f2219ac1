import ArgumentParser
import PrompterKit
import PrompterServer

/// `prompter review serve`: the page on which a person decides.
struct ReviewServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Opens the queue as a page on this machine.",
    discussion: """
      The page is for this machine alone, and works by keyboard. Ctrl-C ends it.

      EXAMPLE
        prompter review serve records.jsonl.review.sqlite
      """)

  @OptionGroup var place: ReviewCommand.Place

  @Option(help: "The port on 127.0.0.1; 0 takes any that is free.")
  var port = 8090

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is from 0 to 65535") }
  }

  func run() async throws {
    let queue = try ReviewQueue(place.queue, makes: false)
    let left = try queue.counts()[.open] ?? 0
    try await ReviewServer(queue).run(port: port) { port in
      Terminal.say("\(left) to be reviewed on http://127.0.0.1:\(port)/; Ctrl-C ends it")
    }
  }
}
