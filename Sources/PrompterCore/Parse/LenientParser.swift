/// Reads a record from the answer of a model, whatever the model put around it or got wrong.
///
/// Strict JSON of the right types comes out as it is. Anything else is mended by rules that are
/// noted in the record. Work is linear in the length of the answer, and nesting is bounded.
public struct LenientParser: Sendable {
  /// How many steps of fitting are allowed per byte of an answer, and for any answer.
  private static let stepsPerByte = 16
  private static let leastSteps = 20_000
  /// How deeply a value may be nested for a union in it to be checked option by option.
  private static let deepestCheckedUnion = 12

  private let schema: Schema
  private let keys: Set<String>
  private let hasUnion: Bool

  /// Makes a parser for the records of a schema.
  public init(schema: Schema) {
    self.schema = schema
    keys = Set(schema.properties.map(\.name))
    hasUnion = schema.definitions.values.contains(where: \.containsUnion)
  }

  /// Reads a record from an answer.
  ///
  /// Several parts of an answer may be the record: the one that takes the least to fit the schema
  /// wins, among equals a complete one, among those the last, as models correct themselves.
  ///
  /// - Parameters:
  ///   - text: the answer, as the model wrote it.
  ///   - isCutOff: whether the model stopped for length. The scalar it was writing is dropped then,
  ///     and so is an unfinished item of an array.
  /// - Returns: the record, or why there is none.
  public func parse(
    _ text: String, isCutOff: Bool = false
  ) -> Result<ParsedRecord, ParseFailure> {
    let bytes = Array(text.utf8)
    var search = Search(isCutOff: isCutOff)
    search.steps = Self.leastSteps + bytes.count * Self.stepsPerByte
    search.checks += bytes.count * 4
    if let node = try? JSONParser.parseNode(text) {
      consider(AnswerCandidate(node: node), in: bytes, &search)
    } else {
      for readsThoughts in [false, true] {
        let candidates = Candidates(
          in: bytes, isCutOff: isCutOff, collectsAll: keys.count == 1,
          readsThoughts: readsThoughts)
        for candidate in candidates.found { consider(candidate, in: bytes, &search) }
        guard search.best == nil, candidates.mayBeInThoughts else { break }
      }
    }
    return search.result
  }

  /// Fits a part of the answer to the schema, as it is and out of its wrapping.
  private func consider(_ candidate: AnswerCandidate, in bytes: [UInt8], _ search: inout Search) {
    fit(candidate, in: bytes, &search)
    guard search.best?.record.penalty != 0, let inner = candidate.unwrapped(besides: keys) else {
      return
    }
    fit(inner, in: bytes, &search)
  }

  private func fit(_ candidate: AnswerCandidate, in bytes: [UInt8], _ search: inout Search) {
    var coercer = Coercer(schema: schema, answer: bytes, steps: search.steps)
    defer { search.steps = coercer.remainingSteps }
    do throws(ParseFailure) {
      let coerced = try coercer.coerce(candidate.node, as: schema.root, at: .root)
      guard coerced.value.object != nil else {
        throw ParseFailure(message: "must be an object")
      }
      var record = ParsedRecord(
        value: coerced.value, repairs: candidate.repairs + coercer.repairs,
        flags: candidate.flags.union(coercer.flags),
        places: Dictionary(
          coercer.places.lazy.map { ($0.path, $0.range) }, uniquingKeysWith: { _, last in last }),
        penalty: candidate.penalty + coerced.penalty)
      if !hasUnion || coerced.value.isNested(atMost: Self.deepestCheckedUnion) {
        let violations = schema.violations(
          of: coerced.value, as: schema.root, steps: &search.checks)
        record.penalty += 5 * violations.count
        record.violations = violations
      }
      search.add(record, of: candidate)
    } catch {
      search.add(error, of: candidate)
    }
  }
}

/// The best record so far, and the most telling failure.
private struct Search {
  let isCutOff: Bool
  var steps = 0
  /// How many comparisons with the schema may still be made, for all candidates together.
  var checks = Schema.maximumSteps
  private(set) var best: (record: ParsedRecord, candidate: AnswerCandidate)?
  private var failure: (failure: ParseFailure, rank: [Int])?

  init(isCutOff: Bool) {
    self.isCutOff = isCutOff
  }

  mutating func add(_ record: ParsedRecord, of candidate: AnswerCandidate) {
    func rank(_ record: ParsedRecord, _ candidate: AnswerCandidate) -> [Int] {
      [
        record.penalty, candidate.isOpen ? 1 : 0, candidate.stage, -candidate.node.range.lowerBound,
      ]
    }
    guard let best else {
      best = (record, candidate)
      return
    }
    if rank(record, candidate).lexicographicallyPrecedes(rank(best.record, best.candidate)) {
      self.best = (record, candidate)
    }
  }

  /// Keeps the failure that got furthest into a record; of equals the last.
  mutating func add(_ failure: ParseFailure, of candidate: AnswerCandidate) {
    let rank = [failure.path == .root ? 0 : 1, -candidate.penalty, -candidate.stage]
    if let known = self.failure, rank.lexicographicallyPrecedes(known.rank) { return }
    self.failure = (failure, rank)
  }

  var result: Result<ParsedRecord, ParseFailure> {
    if let best { return .success(best.record) }
    guard let failure = failure?.failure else {
      return .failure(
        ParseFailure(
          message: isCutOff ? "the answer was cut off before the record" : "holds no JSON object"))
    }
    guard isCutOff else { return .failure(failure) }
    return .failure(
      ParseFailure(path: failure.path, message: failure.message + " (the answer was cut off)"))
  }
}

extension SchemaNode {
  /// Whether the node or one below it, references aside, is a union of several options.
  fileprivate var containsUnion: Bool {
    options.count > 1 || options.contains(where: \.containsUnion)
      || properties.contains { $0.node.containsUnion } || items?.node.containsUnion == true
      || values?.node.containsUnion == true
  }
}

extension JSONValue {
  /// Whether the value is nested at most so deeply; a scalar has depth 0.
  fileprivate func isNested(atMost depth: Int) -> Bool {
    switch self {
    case .array(let items): depth > 0 && items.allSatisfy { $0.isNested(atMost: depth - 1) }
    case .object(let object):
      depth > 0 && object.allSatisfy { $0.value.isNested(atMost: depth - 1) }
    default: true
    }
  }
}
