/// Works out the signals of all values of an extraction; prepared once for a schema.
public struct SignalReader: Sendable {
  /// The fields that are judged: those that count in the record's score.
  public let fields: [FieldPath]
  private let choices: [FieldPath: LegalChoice]
  private let cues: [FieldPath: SourceCues]
  /// The places of fields in the order of the schema.
  private let order: [FieldPath: Int]

  /// Prepares the reader.
  ///
  /// - Parameter fields: the fields that count in the record's score.
  public init(_ schema: Schema, fields: [FieldPath]) {
    self.fields = fields
    let all = schema.fields
    choices = Dictionary(
      all.map { ($0.path, LegalChoice($0.node, isNullable: $0.isOptional)) },
      uniquingKeysWith: { first, _ in first })
    cues = Dictionary(
      all.map { ($0.path, SourceCues($0)) }, uniquingKeysWith: { first, _ in first })
    order = Dictionary(
      all.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The signals of every value and of every judged field; empty when there is no record.
  ///
  /// - Parameter text: the document's.
  public func read(_ extraction: Extraction, of text: String) -> [FieldPath: Signals] {
    guard let record = extraction.record else { return [:] }
    let answer = AnswerReading(self, extraction, record, SourceWords(text))
    var signals: [FieldPath: Signals] = [:]
    for path in Set(extraction.values.keys).union(fields) {
      signals[path] = answer.signals(of: path)
    }
    return withOthers(signals)
  }

  /// Adds what the other fields of the record say.
  private func withOthers(_ signals: [FieldPath: Signals]) -> [FieldPath: Signals] {
    let judged = fields.map { ($0, signals[$0] ?? Signals()) }
    var result = signals
    for (path, own) in signals {
      var own = own
      let others = judged.filter { !path.isWithin($0.0) && !$0.0.isWithin(path) }.map(\.1)
      let least = others.filter { $0[.hasTokens] > 0 }.map { $0[.leastLogit] }
      own[.othersLogit] = least.mean ?? 0
      own[.othersUngrounded] = others.map { $0[.grounded] < 0 ? 1 : 0 }.mean ?? 0
      own[.othersAgree] = others.map { $0[.agrees] }.mean ?? 0
      result[path] = own
    }
    return result
  }

  /// One answer, read once.
  private struct AnswerReading {
    let reader: SignalReader
    let extraction: Extraction
    let record: JSONValue
    let tokens: AnswerTokens
    let leaves: [FieldPath]
    /// The texts of values, and which leaves have them.
    let holders: [String: [FieldPath]]
    /// What a second answer says, by field.
    let second: SecondAnswer?
    let source: SourceWords

    init(
      _ reader: SignalReader, _ extraction: Extraction, _ record: JSONValue, _ source: SourceWords
    ) {
      self.source = source
      self.reader = reader
      self.extraction = extraction
      self.record = record
      tokens = AnswerTokens(extraction.completion)
      leaves = Array(extraction.values.keys)
      var holders: [String: [FieldPath]] = [:]
      for path in leaves {
        guard let value = record[path], value.string != nil || value.double != nil else { continue }
        holders[SecondAnswer.key(value), default: []].append(path)
      }
      self.holders = holders
      second = extraction.second.map(SecondAnswer.init)
    }

    func signals(of path: FieldPath) -> Signals {
      var signals = Signals()
      let value = record[path]
      let isAbsent = value == nil || value?.isNull == true || value?.array?.isEmpty == true
      let own = leaves.filter { $0.isWithin(path) }
      signals[.absent] = isAbsent ? 1 : 0
      readTokens(own, path, isAbsent, &signals)
      readSource(own, path, &signals)
      let isRepaired =
        extraction.repairs.contains { $0.path.isWithin(path) || $0.path == .root }
        || !extraction.flags.isEmpty
      signals[.repaired] = isRepaired ? 1 : 0
      if let cues = reader.cues[path.field] {
        signals[isAbsent ? .namedAbsent : .namedPresent] = cues.named(in: source)
        signals[.rival] = cues.hasRival(of: value, in: source) ? 1 : 0
      }
      signals[.agrees] = second.map { $0.says(value, at: path) ? 1 : -1 } ?? 0
      return signals
    }

    private func readTokens(
      _ own: [FieldPath], _ path: FieldPath, _ isAbsent: Bool, _ signals: inout Signals
    ) {
      guard !tokens.isEmpty else { return }
      let places = own.compactMap { leaf in extraction.places[leaf].map { (leaf, $0) } }
        .sorted { $0.1.lowerBound < $1.1.lowerBound }
      let spelling = places.flatMap { tokens.overlapping($0.1) }
      let logs = spelling.map(\.logProbability)
      if isAbsent, places.isEmpty { signals[.skipLogit] = skipLogit(of: path) }
      guard !logs.isEmpty else { return }
      signals[.hasTokens] = 1
      signals[.leastLogit] = LogProbability.logit(logs.min())
      signals[.meanLogit] = LogProbability.logit(logs.mean)
      signals[.firstLogit] = LogProbability.logit(logs.first)
      signals[.wholeLogit] = LogProbability.logit(logs.reduce(0, +))
      signals[.margin] = spelling.map(margin).min() ?? 0
      signals[.choiceLogit] =
        places.compactMap { leaf, place in
          reader.choices[leaf.field]?.logit(of: place, in: tokens)
        }.min() ?? signals[.firstLogit]
    }

    /// How much likelier a token was than the next best one.
    private func margin(_ token: Token) -> Double {
      let others = tokens.choices(token).dropFirst().map(\.logProbability)
      guard let best = others.max() else { return LogProbability.logit(token.logProbability) }
      return LogProbability.held(token.logProbability - best)
    }

    /// The log-odds of the least likely token between the values around a field that was left out.
    private func skipLogit(of path: FieldPath) -> Double {
      guard let own = reader.order[path] else { return 0 }
      var (start, end) = (0, Int.max)
      for (leaf, place) in extraction.places {
        guard let other = reader.order[leaf.field] else { continue }
        if other < own { start = max(start, place.upperBound) }
        if other > own { end = min(end, place.lowerBound) }
      }
      guard start < end else { return 0 }
      let gap = tokens.overlapping(start..<end).filter {
        $0.range.lowerBound >= start && $0.range.upperBound <= end
      }
      return LogProbability.logit(gap.map(\.logProbability).min())
    }

    private func readSource(_ own: [FieldPath], _ path: FieldPath, _ signals: inout Signals) {
      let checked = own.filter {
        record[$0].map { $0.string != nil || $0.double != nil } ?? false
      }
      guard !checked.isEmpty else { return }
      signals[.grounded] =
        checked.map { leaf in
          guard let value = extraction.values[leaf], value.evidence != nil else { return -1 }
          return value.isNear ? 0 : 1
        }.mean ?? 0
      let shared = checked.contains { leaf in
        guard let value = record[leaf] else { return false }
        return holders[SecondAnswer.key(value)]?.contains { !$0.isWithin(path) } ?? false
      }
      signals[.shared] = shared ? 1 : 0
    }
  }
}
