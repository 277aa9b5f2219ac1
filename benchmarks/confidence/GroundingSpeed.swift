import Foundation
import PrompterKit

/// Finds 300 values in a document of 200 kB.
enum GroundingSpeed {
  static func run() {
    var generator = SeededGenerator(seed: 5, purpose: "document")
    let words = (0..<4_000).map { _ in
      String(
        (0..<(2 + generator.below(8))).map { _ in
          Character(Unicode.Scalar(UInt8(97 + generator.below(26))))
        })
    }
    var text = ""
    var shown: [String] = []
    while text.utf8.count < 200_000 {
      let word = words[generator.below(words.count)]
      shown.append(word)
      text += word + (generator.below(12) == 0 ? ".\n" : " ")
      if generator.below(40) == 0 {
        text += "\(generator.below(100_000)).\(generator.below(90) + 10) "
      }
    }
    let values = (0..<300).map { index -> JSONValue in
      let start = generator.below(shown.count - 8)
      let phrase = shown[start..<(start + 4)]
      switch index % 6 {
      case 0: return .string(phrase.joined(separator: " "))
      case 1: return .string(phrase.joined(separator: ", ").uppercased())
      case 2: return .string(phrase.map { $0 + "x" }.joined(separator: " "))
      case 3: return .string("not in the document at all \(index)")
      case 4: return .number(Double(generator.below(100_000)) + 0.5)
      default: return .string("2024-0\(1 + generator.below(9))-1\(generator.below(9))")
      }
    }
    var times: [Double] = []
    var found = 0
    for _ in 0..<5 {
      let start = clock()
      var grounding = Grounding(text)
      found = values.count { grounding.span(of: $0) != nil }
      times.append(Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    print(
      "\(values.count) values, \(text.utf8.count) bytes: \(found) found, "
        + "\(decimals(times.min())) s CPU (slowest of five \(decimals(times.max())) s)")
  }
}
