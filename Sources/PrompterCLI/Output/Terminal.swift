import Foundation
import Synchronization

/// Where the command talks: data to stdout, everything else to stderr.
enum Terminal {
  /// Whether stderr is a terminal.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// A line for people.
  static func say(_ line: String) {
    write("prompter: \(line)\n", to: .standardError)
  }

  /// A text for people, as it is.
  static func show(_ text: String) {
    write(text, to: .standardError)
  }

  /// Data for programs.
  ///
  /// Throws `POSIXError` when stdout is closed.
  static func put(_ text: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // Nobody is left to tell when stderr is closed.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// Shows how far a run is: a line that rewrites itself on a terminal, a line now and then elsewhere.
final class ProgressLine: Sendable {
  private let state: Mutex<(done: Int, shown: ContinuousClock.Instant?)>
  private let start = ContinuousClock.now
  private let label: String
  private let total: Int?
  private let isQuiet: Bool
  private let details: @Sendable () -> String

  init(
    _ label: String, total: Int?, isQuiet: Bool, details: @escaping @Sendable () -> String = { "" }
  ) {
    state = Mutex((0, nil))
    self.label = label
    self.total = total
    self.isQuiet = isQuiet
    self.details = details
  }

  /// One more is done.
  func step() {
    guard !isQuiet else { return }
    let pause: Duration = Terminal.isInteractive ? .milliseconds(200) : .seconds(15)
    let done: Int? = state.withLock { state in
      state.done += 1
      let now = ContinuousClock.now
      if let shown = state.shown ?? (Terminal.isInteractive ? nil : start), now - shown < pause {
        return nil
      }
      state.shown = now
      return state.done
    }
    if let done { show(done) }
  }

  /// The last line.
  func end() {
    guard !isQuiet else { return }
    show(state.withLock { $0.done })
    if Terminal.isInteractive { Terminal.show("\n") }
  }

  private func show(_ done: Int) {
    let seconds = Double((ContinuousClock.now - start).components.seconds) + 0.001
    var text = "\(label) \(done)" + (total.map { "/\($0)" } ?? "")
    if seconds >= 1, done > 0 {
      let rate = Double(done) / seconds
      text += String(format: "  %.1f/s", rate)
      if let total, total > done { text += "  \(Int(Double(total - done) / rate)) s left" }
    }
    text += "  " + details()
    Terminal.show(Terminal.isInteractive ? "\r\u{1B}[K\(text)" : "prompter: \(text)\n")
  }
}
