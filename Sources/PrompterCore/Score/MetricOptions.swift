/// The options that a schema may give its metrics.
///
/// One that a metric does not know is refused: misspelt and passed over, it would leave a score that
/// nobody asked for.
enum MetricOptions {
  /// What an option must be.
  private enum Kind: String {
    case amount = "a number, 0 or above"
    case text = "a text"

    func fits(_ value: JSONValue) -> Bool {
      switch self {
      case .amount: value.double.map { $0 >= 0 } ?? false
      case .text: value.string != nil
      }
    }
  }

  /// The options of the metrics that have some.
  private static let known: [String: [String: Kind]] = [
    "number": ["absolute": .amount, "relative": .amount, "tolerance": .amount],
    "judge": ["criteria": .text],
  ]

  /// What ExtractBench's metrics take besides and ours need not know.
  ///
  /// They are the score from which on a value passes, and the model that judges: ours score by
  /// degrees, and `--judge` names the model.
  private static let foreign: Set = ["threshold", "model"]

  /// Refuses options that a metric does not have, and values that it cannot use.
  ///
  /// - Parameters:
  ///   - metric: a metric of ours.
  ///   - isForeign: whether the options are ExtractBench's.
  /// Throws `SchemaError`, which names the options that there are.
  static func check(
    _ options: JSONObject, of metric: String, isForeign: Bool, at path: FieldPath
  ) throws(SchemaError) {
    let kinds = known[metric] ?? [:]
    for (name, value) in options where !(isForeign && foreign.contains(name)) {
      guard let kind = kinds[name] else {
        let names = kinds.keys.sorted().joined(separator: ", ")
        throw SchemaError(
          pointer: "\(path)",
          message: "its metric '\(metric)' has no option '\(name)'; "
            + (names.isEmpty ? "it takes none" : "there are \(names)"))
      }
      guard value.isNull || kind.fits(value) else {
        throw SchemaError(
          pointer: "\(path)",
          message: "the option '\(name)' of its metric '\(metric)' must be \(kind.rawValue)")
      }
    }
  }
}
