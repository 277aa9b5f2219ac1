/// How metrics read a value as text.
enum MetricText {
  /// A string as it is, anything else as JSON.
  static func plain(_ value: JSONValue) -> String {
    value.string ?? value.text()
  }

  /// Without white space at both ends.
  static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// The words in lower case: runs of letters and digits.
  ///
  /// A mark between two digits belongs to the number, so that 1.50 and 150 differ.
  static func words(_ text: String) -> [String] {
    let characters = Array(text.lowercased())
    var words: [String] = []
    var word = ""
    for (index, character) in characters.enumerated() {
      let joins =
        ".,".contains(character) && index > 0 && index + 1 < characters.count
        && characters[index - 1].isNumber && characters[index + 1].isNumber
      if character.isLetter || character.isNumber || joins {
        word.append(character)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
