import Foundation
import PrompterKit

/// A record that an option names: JSON itself, a file, or stdin.
enum RecordText {
  /// The text.
  ///
  /// Throws `FileError` when there is no such file.
  static func text(_ option: String) throws -> String {
    if option == "-" { return try InputText.text(nil) }
    if option.first(where: { !$0.isWhitespace }) == "{" { return option }
    return try TextFile.read(URL(filePath: option))
  }
}
