import Foundation
import Synchronization

/// Where the command talks: data to stdout, everything else to stderr.
enum Terminal {
  /// Whether stderr is a terminal.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// What stands at the end of the terminal and is taken away when something is said: a table, and
  /// a line of progress below it.
  private struct Foot {
    var table: [String] = []
    /// How many lines of it are on the screen.
    var drawn = 0

    /// Takes it off the screen.
    mutating func clearing() -> String {
      defer { drawn = 0 }
      return drawn > 1 ? "\r\u{1B}[\(drawn - 1)A\u{1B}[J" : "\r\u{1B}[K"
    }
  }

  private static let foot = Mutex(Foot())

  /// A line for people.
  static func say(_ line: String) {
    show("prompter: \(line)\n")
  }

  /// A text for people, as it is.
  static func show(_ text: String) {
    foot.withLock { foot in
      write((isInteractive ? foot.clearing() : "") + text, to: .standardError)
    }
  }

  /// A line on a terminal that the next one replaces, unless it is the last.
  static func rewrite(_ line: String, isLast: Bool) {
    foot.withLock { foot in
      let clearing = isInteractive ? foot.clearing() : ""
      // A line that wraps would be two: more than is taken away again.
      let width = columns
      let lines = foot.table.map { cut($0, to: width) } + [isLast ? line : cut(line, to: width)]
      write(clearing + lines.joined(separator: "\n") + (isLast ? "\n" : ""), to: .standardError)
      foot.drawn = isLast ? 0 : lines.count
      if isLast { foot.table = [] }
    }
  }

  /// Lines that stand above the line of progress from its next turn on.
  static func pin(_ lines: [String]) {
    foot.withLock { $0.table = lines }
  }

  /// How wide the terminal is, in columns.
  static var columns: Int {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
    return isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// How many columns a text takes at most: of what is not ASCII, some takes two.
  static func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
  }

  /// As much of a text as fits in a line; what could move the cursor is taken out.
  private static func cut(_ text: String, to columns: Int) -> String {
    var line = ""
    var left = columns - 1
    for scalar in text.unicodeScalars {
      left -= scalar.isASCII ? 1 : 2
      guard left >= 0 else { break }
      let isControl = scalar.properties.generalCategory == .control
      line.unicodeScalars.append(isControl ? " " : scalar)
    }
    return line
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
