/// The fields that a model has finished while it goes on writing its answer.
///
/// An answer that does not begin with the record, or with a fence around it, gives none: which of
/// its parts is the record is known at its end only.
struct WrittenFields {
  /// The most bytes of an answer that are read.
  private static let longest = 1 << 20

  private let form: AnswerForm
  private let parser: LenientParser?
  private var answer: [UInt8] = []
  /// Where the record begins.
  private var start: Int?
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// Where the last member ended that a comma closed, until what follows proves that it did.
  private var comma: Int?
  private var isOver: Bool

  /// Begins an answer.
  init(_ form: AnswerForm) {
    self.form = form
    parser = (try? Schema(Self.open(form.schema.source))).map(LenientParser.init)
    isOver = parser == nil
  }

  /// Reads the next piece of the answer.
  ///
  /// - Returns: all fields that are finished, if the piece finished any.
  mutating func read(_ piece: String) -> JSONValue? {
    var end: Int?
    for byte in piece.utf8 {
      guard !isOver else { break }
      answer.append(byte)
      isOver = answer.count >= Self.longest
      if let finished = step(byte) { end = finished }
    }
    return end.flatMap { fields(upTo: $0) }
  }

  /// Takes a byte and tells where a member ended, when it shows one to be finished.
  private mutating func step(_ byte: UInt8) -> Int? {
    guard start != nil else {
      begin(byte)
      return nil
    }
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return nil
    }
    guard byte > 0x20 else { return nil }
    defer { comma = byte == UInt8(ascii: ",") && depth == 1 ? answer.count - 1 : nil }
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      return comma
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      guard depth == 0 else { return nil }
      isOver = true
      return answer.count - 1
    default:
      // A comma that no key follows stood in a number, or the answer is no strict JSON.
      if comma != nil { isOver = true }
    }
    return nil
  }

  private mutating func begin(_ byte: UInt8) {
    if byte == UInt8(ascii: "{") {
      (start, depth) = (answer.count - 1, 1)
      return
    }
    let fence = "```json".utf8
    let before = answer.drop { $0 <= 0x20 }
    let word = before.prefix { $0 > 0x20 }
    isOver = !fence.starts(with: word) || word.count < before.count && before.last ?? 0 > 0x20
  }

  /// The fields of the record up to a place.
  private func fields(upTo end: Int) -> JSONValue? {
    guard let start, let parser else { return nil }
    let text = String(decoding: answer[start..<end], as: UTF8.self) + "}"
    guard case .success(let parsed) = parser.parse(text) else { return nil }
    let (record, _) = form.read(parsed)
    let written = Set(record.places.keys.compactMap { $0.steps.first })
    // What was only filled in is not known yet.
    let known =
      record.value.object?.filter { !$0.value.isNull || written.contains(.key($0.key)) } ?? []
    return known.isEmpty ? nil : .object(JSONObject(known.map { ($0.key, $0.value) }))
  }

  /// The schema with nothing required at its root, as the rest is not there yet.
  private static func open(_ json: JSONValue) -> JSONValue {
    guard var object = json.object else { return json }
    object["required"] = nil
    return .object(object)
  }
}
