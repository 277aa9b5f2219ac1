import PrompterKit

/// The lenient parser on answers as models give them.
struct ParserBenchmark {
  let delivery: Delivery
  let parser: LenientParser

  init(_ delivery: Delivery) {
    self.delivery = delivery
    parser = LenientParser(schema: delivery.schema)
  }

  func rows() -> [Row] {
    let clean = delivery.answer
    let broken = clean.replacing("\"", with: "'").replacing("'number'", with: "number").dropLast()
    let prose = String(repeating: "I have read the note and see nothing to add. ", count: 4)
    let answers: [(String, String, Bool)] = [
      ("clean", clean, false),
      ("fenced", "Here is the record:\n```json\n\(clean)\n```\nTell me if you need more.", false),
      ("single quotes, a bare key, no closing brace", String(broken), false),
      ("cut off at two thirds", String(clean.prefix(clean.count * 2 / 3)), true),
      ("prose without a record", prose, false),
    ]
    return answers.map { name, answer, isCutOff in
      Row.time("parser: \(name)", bytes: answer.utf8.count) {
        use(parser.parse(answer, isCutOff: isCutOff))
      }
    }
  }
}
