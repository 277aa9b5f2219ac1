import Testing

@testable import PrompterCore

@Suite struct SplitTests {
  private let schema: Schema
  private static let nouns = ["fox", "car", "tree", "ship", "door", "lamp", "road", "bird"]

  init() throws {
    schema = try Schema([
      "type": "object",
      "properties": ["kind": ["enum": ["a", "b"]], "note": ["type": ["string", "null"]]],
    ])
  }

  /// A text of 30 words that no other number shares.
  private func text(_ number: Int) -> String {
    (0..<30).map { "\(Self.nouns[($0 * 3 + number) % 8])\(number)x\($0)" }.joined(separator: " ")
  }

  private func examples(_ count: Int) -> [Example] {
    (0..<count).map { number in
      Example(
        Document(id: "\(number)", text: text(number)),
        expected: ["kind": number % 4 == 0 ? "a" : "b", "note": number % 2 == 0 ? nil : "n"])
    }
  }

  private func ids(_ split: Split) -> [[String]] {
    [split.train, split.select, split.confirm].map { $0.map(\.id) }
  }

  @Test("examples of one group stay together, in parts and in folds")
  func groups() {
    let grouped = examples(90).enumerated().map { index, example in
      Example(example.document, expected: example.expected, group: "g\(index % 9)")
    }
    let split = Split(grouped, schema: schema, seed: 3)
    for parts in [[split.train, split.select, split.confirm], Split.folds(grouped, 3)] {
      let names = parts.map { Set($0.compactMap(\.group)) }
      #expect(names.allSatisfy { !$0.isEmpty })
      #expect(names.reduce(0) { $0 + $1.count } == 9)
    }
  }

  @Test("examples that have chosen a prompt are in no part that confirms it")
  func searched() {
    let all = examples(60)
    let marks = ExampleMarks(all.prefix(40).map(\.document.text))
    let split = Split(
      all, schema: schema, shares: (0.3, 0.4, 0.3), searched: marks, seed: 5)
    #expect(split.confirm.count == 18)
    #expect(split.confirm.allSatisfy { !marks.contains($0.document.text) })
    #expect(abs(split.train.count - 18) <= 1 && split.train.count + split.select.count == 42)
    let few = Split(
      all, schema: schema, shares: (0.3, 0.4, 0.3),
      searched: ExampleMarks(all.prefix(55).map(\.document.text)), seed: 5)
    #expect(few.confirm.count == 5)
  }

  @Test("D19: every example is in exactly one part, for all sizes from 0 to 100")
  func allSizes() {
    for count in 0...100 {
      let split = Split(examples(count), schema: schema, seed: 7)
      let all = ids(split).flatMap { $0 }
      #expect(all.count == count)
      #expect(Set(all).count == count)
      let wanted = [0.3, 0.45, 0.25].map { $0 * Double(count) }
      for (part, size) in zip(ids(split), wanted) {
        #expect(abs(Double(part.count) - size) <= 1, "\(count)")
      }
    }
  }

  @Test("D19: a seed gives one split again and again; 0 is a seed like any other")
  func reproducible() {
    let data = examples(60)
    for seed: UInt64 in [0, 1, .max] {
      let split = ids(Split(data, schema: schema, seed: seed))
      #expect(split == ids(Split(data, schema: schema, seed: seed)))
    }
    let splits = (0..<5).map { ids(Split(data, schema: schema, seed: $0)) }
    #expect(Set(splits).count == 5)
  }

  @Test("D19: the parts are drawn, not cut: order of the file and part have nothing in common")
  func shuffled() {
    let split = Split(examples(100), schema: schema, seed: 3)
    for part in [split.train, split.select, split.confirm] {
      let numbers = part.compactMap { Int($0.id) }
      #expect(numbers != numbers.sorted())
      #expect(numbers.contains { $0 < 50 } && numbers.contains { $0 >= 50 })
    }
  }

  @Test("D19: labels and absent values are as frequent in each part as in the whole")
  func stratified() {
    for seed: UInt64 in 0..<5 {
      let split = Split(examples(100), schema: schema, seed: seed)
      for part in [split.train, split.select, split.confirm] {
        let share = Double(part.count { $0.expected?[key: "kind"] == "a" }) / Double(part.count)
        #expect(abs(share - 0.25) < 0.1)
        let absent =
          Double(part.count { $0.expected?[key: "note"] == JSONValue.null }) / Double(part.count)
        #expect(abs(absent - 0.5) < 0.1)
      }
    }
  }

  @Test("D40: twins stay together under a letterhead that all texts share")
  func twinsOfForms() {
    let head = (0..<100).map { "head\($0)" }.joined(separator: " ")
    let data = (0..<100).map { number in
      let own = text(number / 2)
      let twin = number.isMultiple(of: 2) ? own : own.replacing("x29", with: "y29")
      return Example(Document(id: "\(number)", text: "\(head) \(twin)"), expected: ["kind": "a"])
    }
    let parts = ids(Split(data, schema: schema, seed: 1))
    #expect(parts.allSatisfy { $0.count > 20 })
    for pair in 0..<50 {
      #expect(parts.contains { $0.contains("\(2 * pair)") && $0.contains("\(2 * pair + 1)") })
    }
  }

  @Test("D40: texts that say nearly the same stay on one side", arguments: [UInt64](0..<6))
  func nearDuplicates(seed: UInt64) {
    var data = examples(40)
    for number in 0..<10 {
      let near = text(number).uppercased().replacing("x29", with: "y29") + " !"
      data.append(Example(Document(id: "near\(number)", text: near), expected: ["kind": "a"]))
    }
    let parts = ids(Split(data, schema: schema, seed: seed))
    for number in 0..<10 {
      #expect(parts.contains { $0.contains("\(number)") && $0.contains("near\(number)") })
    }
  }

  @Test("D40: copies stay on one side, however many and however short")
  func copies() {
    for text in ["good film", text(1)] {
      let data = (0..<80).map { Example(Document(id: "\($0)", text: text), expected: nil) }
      let parts = ids(Split(data + examples(0), schema: schema, seed: 1)).filter { !$0.isEmpty }
      #expect(parts.count == 1)
    }
  }

  @Test("pictures without text are not taken for copies of each other")
  func pictures() {
    let data = (0..<30).map {
      Example(
        Document(id: "\($0)", text: "", images: [.init(mediaType: "image/png", base64: "\($0)")]),
        expected: ["kind": "a"])
    }
    let parts = ids(Split(data, schema: schema, seed: 1))
    #expect(parts.allSatisfy { $0.count >= 5 })
  }

  @Test("texts that share a letterhead are no copies", arguments: [80, 250])
  func boilerplate(_ count: Int) {
    let letterhead = (0..<100).map { "head\($0)" }.joined(separator: " ")
    // Of many texts a part is enough: 60 of 250 are less than a quarter.
    let data = (0..<count).map {
      Example(
        Document(id: "\($0)", text: ($0 < 60 ? letterhead + " " : "") + text($0)), expected: nil)
    }
    let forms = ids(Split(data, schema: schema, seed: 1)).map { $0.count { (Int($0) ?? 99) < 60 } }
    #expect(forms.allSatisfy { $0 > 5 })
  }

  @Test("unlabelled examples are split too")
  func unlabelled() {
    let data = (0..<20).map { Example(Document(id: "\($0)", text: text($0)), expected: nil) }
    #expect(ids(Split(data, schema: schema, seed: 1)).allSatisfy { $0.count >= 4 })
  }
}
