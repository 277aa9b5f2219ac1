/// Texts that were tried in vain, so that nobody proposes them again.
struct RejectedTexts {
  /// A text and what it gained, in score, drawn towards 0.
  struct Entry {
    let text: FieldGuidance
    let gain: Double
  }

  /// The most that a proposer is reminded of, for each field.
  private static let shown = 5

  private var entries: [FieldPath: [Entry]] = [:]

  /// Remembers a text.
  mutating func add(_ text: FieldGuidance, for path: FieldPath, gain: Double) {
    guard !contains(text, for: path) else { return }
    entries[path, default: []].append(Entry(text: text, gain: gain))
  }

  /// Whether a text was tried already.
  func contains(_ text: FieldGuidance, for path: FieldPath) -> Bool {
    entries[path]?.contains { $0.text == text } ?? false
  }

  /// The last ones for a field.
  func last(for path: FieldPath) -> ArraySlice<Entry> {
    entries[path]?.suffix(Self.shown) ?? []
  }
}
