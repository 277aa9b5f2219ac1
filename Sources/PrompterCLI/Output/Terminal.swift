import Foundation

/// Where the command talks: data to stdout, everything else to stderr.
enum Terminal {
  /// Whether stderr is a terminal.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// Takes away what stands in the terminal's last line, such as a line of progress.
  private static let clearing = isInteractive ? "\r\u{1B}[K" : ""

  /// A line for people.
  static func say(_ line: String) {
    show("prompter: \(line)\n")
  }

  /// A text for people, as it is.
  static func show(_ text: String) {
    write(clearing + text, to: .standardError)
  }

  /// A line on a terminal that the next one replaces, unless it is the last.
  static func rewrite(_ line: String, isLast: Bool) {
    show(line + (isLast ? "\n" : ""))
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
