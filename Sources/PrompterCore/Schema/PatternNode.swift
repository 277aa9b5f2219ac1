/// A part of a regular expression.
indirect enum PatternNode: Sendable {
  /// One scalar of a set.
  case scalar(ScalarSet)
  /// The start or the end of the text.
  case start, end
  /// A place where a word starts or ends, or any other place.
  case wordBoundary(Bool)
  /// One after the other.
  case sequence([PatternNode])
  /// One of several.
  case choice([PatternNode])
  /// As often as the bounds say; without an upper one when `most` is nil.
  case repeated(PatternNode, least: Int, most: Int?)
}

/// A set of Unicode scalars: what one position of a regular expression accepts.
struct ScalarSet: Sendable {
  /// Inclusive ranges, sorted and apart once `normalised`.
  private var ranges: [ClosedRange<UInt32>] = []
  /// General categories by the letters of their short names, such as `Lu` or `N`; and whether they
  /// count when the scalar is not in them.
  private var categories: [(name: String, isNegated: Bool)] = []
  /// Whether the set holds what is not listed.
  var isNegated = false

  /// Any scalar but the ends of lines.
  static let anyButNewline = ScalarSet(
    [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)
  /// `\d`.
  static let digits = ScalarSet([0x30...0x39])
  /// `\w`.
  static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// `\s`.
  static let spaces = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])

  /// Makes a set of ranges.
  init(_ ranges: [ClosedRange<UInt32>] = [], isNegated: Bool = false) {
    self.ranges = ranges
    self.isNegated = isNegated
  }

  /// Makes a set of a general category of Unicode; nil when there is no such category.
  init?(category name: String, isNegated: Bool) {
    guard Self.categoryNames.contains(name) else { return nil }
    categories = [(name, isNegated)]
  }

  /// Adds a range.
  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  /// Adds another set.
  mutating func formUnion(_ other: ScalarSet) {
    categories += other.categories
    guard other.isNegated else {
      ranges += other.ranges
      return
    }
    var next: UInt32 = 0
    for range in other.normalised.ranges {
      if range.lowerBound > next { ranges.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { ranges.append(next...0x10FFFF) }
  }

  /// The same set with its ranges sorted and merged, as `contains` needs it.
  var normalised: ScalarSet {
    var set = self
    set.ranges = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = set.ranges.last, range.lowerBound <= last.upperBound + 1 {
        let upper = max(last.upperBound, range.upperBound)
        set.ranges[set.ranges.count - 1] = last.lowerBound...upper
      } else {
        set.ranges.append(range)
      }
    }
    return set
  }

  /// Whether the scalar is in the set.
  func contains(_ scalar: Unicode.Scalar) -> Bool { lists(scalar) != isNegated }

  private func lists(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    if low < ranges.count, ranges[low].contains(scalar.value) { return true }
    guard !categories.isEmpty else { return false }
    let category = Self.name(of: scalar.properties.generalCategory)
    return categories.contains { category.hasPrefix($0.name) != $0.isNegated }
  }

  private static let categoryNames: Set<String> = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C",
    "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  private static func name(of category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
