/// A word of a command line as a shell takes it.
enum ShellWord {
  /// Characters, beside letters and digits, that mean themselves wherever they stand.
  private static let plain = "_@%+=:,./-"

  /// The word, in single quotes if a shell would make something else of it.
  static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || plain.contains($0) }
    guard word.isEmpty || !isPlain else { return word }
    // A single quote stands outside of quotes, behind a backslash.
    return "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
