import Metrics

/// The metrics of the records of one prompter, made once.
struct RecordMetrics: Sendable {
  private let answered: Counter
  private let outcomes: LabelledCounters
  private let repairs: LabelledCounters
  private let confidence: Recorder
  private let underThreshold: Counter
  private let threshold: Double?
  /// By field, without indices.
  ///
  /// Only fields of the schema: the keys of a map come from documents.
  private let nulls: [FieldPath: Counter]
  /// The fields that a record has once or not at all.
  private let singleFields: [FieldPath]

  /// - Parameters:
  ///   - prompter: how outputs call it.
  ///   - threshold: records of a confidence below it are counted.
  init(prompter: String, schema: Schema, threshold: Double?, _ factory: any MetricsFactory) {
    let labels = [("prompter", prompter)]
    outcomes = LabelledCounters("prompter_records_total", by: "outcome", labels, factory)
    answered = outcomes["ok"]
    repairs = LabelledCounters("prompter_repairs_total", by: "rule", labels, factory)
    confidence = Recorder(
      label: "prompter_confidence", dimensions: labels, aggregate: true, factory: factory)
    underThreshold = Counter(
      label: "prompter_records_under_threshold_total", dimensions: labels, factory: factory)
    self.threshold = threshold
    let fields = schema.leaves.map(\.path)
    nulls = Dictionary(
      fields.map { path in
        let labels = labels + [("field", path.description)]
        return (
          path, Counter(label: "prompter_null_fields_total", dimensions: labels, factory: factory)
        )
      }, uniquingKeysWith: { first, _ in first })
    singleFields = fields.filter { !$0.steps.contains(.each) }
  }

  /// A document is done.
  func add(_ extraction: Extraction) {
    for repair in extraction.repairs { repairs[repair.rule].increment() }
    guard let record = extraction.record else {
      outcomes[extraction.failure?.type ?? "error"].increment()
      return
    }
    answered.increment()
    if let confidence = extraction.confidence {
      self.confidence.record(confidence)
      if let threshold, confidence < threshold { underThreshold.increment() }
    }
    for path in singleFields where record[path] ?? .null == .null { nulls[path]?.increment() }
    for (path, value) in record.leaves where value == .null && path.field != path {
      nulls[path.field]?.increment()
    }
  }
}
