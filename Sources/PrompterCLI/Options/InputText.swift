import Foundation
import PrompterKit

/// A text that is an argument or comes on stdin.
enum InputText {
  /// The argument; stdin for `-` or nil.
  ///
  /// Throws `FileError` when stdin is empty or no UTF-8.
  static func text(_ argument: String?) throws -> String {
    if let argument, argument != "-" { return argument }
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw FileError("stdin", "is not UTF-8 text")
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw FileError("stdin", "is empty; give a text")
    }
    return text
  }
}
