/// Runs of words that get from one text into another by copying, hardly by chance.
enum CopiedRuns {
  /// The words of a text; of scripts without spaces every sign is one.
  static func words(_ text: String) -> [String] {
    MetricText.words(text).flatMap { word in
      guard word.unicodeScalars.contains(where: \.isWordOfItsOwn) else { return [word] }
      var parts: [String] = []
      var rest = ""
      for character in word {
        if character.isWordOfItsOwn {
          if !rest.isEmpty { parts.append(rest) }
          rest = ""
          parts.append(String(character))
        } else {
          rest.append(character)
        }
      }
      return rest.isEmpty ? parts : parts + [rest]
    }
  }

  /// How many words some words are worth; two signs are worth one.
  static func length(_ words: some Sequence<String>) -> Double {
    words.reduce(0) { $0 + ($1.first?.isWordOfItsOwn == true ? 0.5 : 1) }
  }

  /// The shortest runs, one from each word on, that are worth at least so many words.
  static func runs(_ words: [String], of length: Int) -> Set<[String]> {
    var runs: Set<[String]> = []
    for start in words.indices {
      var worth = 0.0
      for end in start..<words.count {
        worth += Self.length(CollectionOfOne(words[end]))
        guard worth >= Double(length) else { continue }
        runs.insert(Array(words[start...end]))
        break
      }
    }
    return runs
  }
}

extension Character {
  fileprivate var isWordOfItsOwn: Bool { unicodeScalars.first?.isWordOfItsOwn == true }
}
