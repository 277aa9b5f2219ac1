import Foundation

/// What an answer itself says about how far a value is to be trusted.
///
/// Nothing here looks at the length of the document: text that is added to it moves no signal.
public struct Signals: Hashable, Sendable {
  /// The names of the numbers, in order; an artifact's weights carry them.
  public static let names = [
    "least_logit", "mean_logit", "first_logit", "has_tokens", "grounded", "absent", "repaired",
  ]

  /// The numbers, in the order of `names`, each roughly between -5 and 5.
  public let values: [Double]

  /// Works out the signals of a value or of a whole list.
  ///
  /// - Parameters:
  ///   - path: a leaf, or a list whose leaves are taken together.
  ///   - extraction: an extraction that has a record.
  public init(of path: FieldPath, in extraction: Extraction, record: JSONValue) {
    let leaves = extraction.values.keys.filter { $0.isWithin(path) }
    let ranges = extraction.places.filter { $0.key.isWithin(path) }.map(\.value)
      .sorted { $0.lowerBound < $1.lowerBound }
    let tokens = ranges.flatMap { range in
      (extraction.completion?.tokens ?? []).filter { $0.range.overlaps(range) }
    }
    let logProbabilities = tokens.map(\.logProbability)
    let value = record[path]
    let isAbsent = value == nil || value?.isNull == true || value?.array?.isEmpty == true
    let checked = leaves.filter { record[$0].map { $0.string != nil || $0.double != nil } ?? false }
    let grounded = checked.count { extraction.values[$0]?.evidence != nil }
    let isRepaired =
      extraction.repairs.contains { $0.path.isWithin(path) || $0.path == .root }
      || !extraction.flags.isEmpty
    values = [
      Self.logit(logProbabilities.min()),
      Self.logit(logProbabilities.mean),
      Self.logit(logProbabilities.first),
      logProbabilities.isEmpty ? 0 : 1,
      checked.isEmpty ? 0 : 2 * Double(grounded) / Double(checked.count) - 1,
      isAbsent ? 1 : 0,
      isRepaired ? 1 : 0,
    ]
  }

  /// ln(p / (1 - p)) of a probability given by its logarithm, held between -5 and 5.
  private static func logit(_ logProbability: Double?) -> Double {
    guard let logProbability else { return 0 }
    let rest = -expm1(min(logProbability, -1e-9))
    return min(5, max(-5, logProbability - log(rest)))
  }
}
