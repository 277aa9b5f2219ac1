/// How a calibration does on examples that it was not fitted on.
public struct HeldOutConfidence: Hashable, Sendable {
  /// Where the examples come from.
  public enum Source: String, Hashable, Sendable {
    /// The examples of the fit, each judged by a fit on the others.
    case crossFitted = "cross-fitted"
    /// Other examples.
    case fresh
  }

  /// The confidences of whole records and whether every field was right, the highest first.
  public struct Records: Hashable, Sendable {
    /// The confidences, in `0...1`.
    public private(set) var confidences: [Double] = []
    /// Whether each record is right.
    public private(set) var right: [Bool] = []

    /// Puts records in order.
    public init(_ records: [(confidence: Double, isRight: Bool)]) {
      for record in records.sorted(by: Self.isBefore) {
        confidences.append(Self.rounded(record.confidence))
        right.append(record.isRight)
      }
    }

    private static func isBefore(
      _ a: (confidence: Double, isRight: Bool), _ b: (confidence: Double, isRight: Bool)
    ) -> Bool {
      // The wrong one of two that round alike comes first, whatever their order was.
      let (x, y) = (rounded(a.confidence), rounded(b.confidence))
      return x != y ? x > y : !a.isRight && b.isRight
    }

    private static func rounded(_ confidence: Double) -> Double {
      (confidence * 1e6).rounded() / 1e6
    }
  }

  /// How the values of one field were judged.
  public struct FieldSummary: Hashable, Sendable {
    /// How many values, and how many of them were right.
    public let n, right: Int
    /// The mean squared error of the probabilities.
    public let brier: Double
    /// Their expected calibration error; biased upward on few values.
    public let ece: Double
    /// The chance that a right value ranks above a wrong one; nil without both.
    public let auroc: Double?
  }

  /// Where the examples come from.
  public let source: Source
  /// How many values were judged.
  public let n: Int
  /// The mean squared error of the values' probabilities (Brier 1950).
  public let brier: Double
  /// Their expected calibration error over ten bins of equal mass.
  public let ece: Double
  /// The chance that a right value ranks above a wrong one; nil without both.
  public let auroc: Double?
  /// By field.
  public let fields: [FieldPath: FieldSummary]
  /// The whole records; none when their confidence is not known, or they chose the prompt.
  public let records: Records

  /// A judged value.
  public typealias Value = (field: FieldPath, probability: Double, isRight: Bool)

  /// Judges values and keeps records; nil without values.
  public init?(
    _ source: Source, values: [Value], records: [(confidence: Double, isRight: Bool)]
  ) {
    guard let all = Self.summary(values) else { return nil }
    self.init(
      source: source, n: all.n, brier: all.brier, ece: all.ece, auroc: all.auroc,
      fields: Dictionary(grouping: values, by: \.field).compactMapValues(Self.summary),
      records: Records(records))
  }

  private static func summary(_ values: [Value]) -> FieldSummary? {
    let (p, right) = (values.map(\.probability), values.map(\.isRight))
    guard let brier = ReliabilityMetrics.brier(p, right),
      let ece = ReliabilityMetrics.ece(p, right)
    else { return nil }
    return FieldSummary(
      n: values.count, right: right.count { $0 }, brier: brier, ece: ece,
      auroc: ReliabilityMetrics.auroc(p, right))
  }

  private init(
    source: Source, n: Int, brier: Double, ece: Double, auroc: Double?,
    fields: [FieldPath: FieldSummary], records: Records
  ) {
    self.source = source
    self.n = n
    self.brier = brier
    self.ece = ece
    self.auroc = auroc
    self.fields = fields
    self.records = records
  }
}

extension HeldOutConfidence {
  /// The numbers as JSON; the confidences of right and of wrong records as two lines of text.
  var json: JSONValue {
    func line(_ isRight: Bool) -> JSONValue {
      .string(
        zip(records.confidences, records.right).filter { $0.1 == isRight }.map { "\($0.0)" }
          .joined(separator: " "))
    }
    return [
      "source": .string(source.rawValue), "n": .integer(n), "brier": .number(brier),
      "ece": .number(ece), "auroc": JSONValue(auroc),
      "fields": .object(JSONObject(fields.map { ($0.key.description, $0.value.json) })),
      "records": ["right": line(true), "wrong": line(false)],
    ]
  }

  /// Reads the numbers; nil when they are malformed.
  init?(json: JSONValue) {
    guard let source = json[key: "source"]?.string.flatMap(Source.init),
      let n = json[key: "n"]?.int, let brier = json[key: "brier"]?.double,
      let ece = json[key: "ece"]?.double, let lines = json[key: "records"]?.object
    else { return nil }
    var fields: [FieldPath: FieldSummary] = [:]
    for (name, value) in json[key: "fields"]?.object ?? JSONObject() {
      guard let path = FieldPath(name), let summary = FieldSummary(json: value) else { return nil }
      fields[path] = summary
    }
    var records: [(confidence: Double, isRight: Bool)] = []
    for (key, isRight) in [("right", true), ("wrong", false)] {
      guard let line = lines[key]?.string else { return nil }
      for word in line.split(separator: " ") {
        guard let confidence = Double(word), (0...1).contains(confidence) else { return nil }
        records.append((confidence, isRight))
      }
    }
    self.init(
      source: source, n: n, brier: brier, ece: ece, auroc: json[key: "auroc"]?.double,
      fields: fields, records: Records(records))
  }
}

extension HeldOutConfidence.FieldSummary {
  /// The numbers as JSON.
  public var json: JSONValue {
    [
      "n": .integer(n), "right": .integer(right), "brier": .number(brier), "ece": .number(ece),
      "auroc": JSONValue(auroc),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let n = json[key: "n"]?.int, let right = json[key: "right"]?.int,
      let brier = json[key: "brier"]?.double, let ece = json[key: "ece"]?.double
    else { return nil }
    self.init(n: n, right: right, brier: brier, ece: ece, auroc: json[key: "auroc"]?.double)
  }
}
