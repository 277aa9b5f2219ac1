/// How far a search goes.
public enum Effort: String, Hashable, Sendable, CaseIterable {
  /// About 250 calls.
  case light
  /// About 500 calls.
  case medium
  /// About 1,000 calls.
  case heavy

  /// The most calls, everything included.
  public var calls: Int {
    switch self {
    case .light: 250
    case .medium: 500
    case .heavy: 1_000
    }
  }

  /// How much `FieldRace` tries.
  public var configuration: FieldRace.Configuration {
    switch self {
    case .light: .init(arms: 9, generations: 1)
    case .medium: .init(arms: 11, generations: 4)
    case .heavy: .init(arms: 16, generations: 8, variants: 4)
    }
  }

  /// The effort that a number of calls pays for.
  public init(calls: Int) {
    self = calls < 350 ? .light : calls < 750 ? .medium : .heavy
  }
}

/// How the examples and the calls of an optimization are shared out.
public struct OptimizationPlan: Hashable, Sendable {
  /// How the result is confirmed.
  public enum Confirmation: Hashable, Sendable {
    /// On so many rows that selected nothing.
    case rows(Int)
    /// By so many folds that take turns.
    case folds(Int)
    /// Not at all: too few examples, or too small a budget.
    case none
  }

  /// From so many examples on there is something to choose by; fewer are all shown.
  public static let searchFrom = 8
  /// The fewest rows that confirm anything.
  public static let minimumRows = 10
  /// From so many examples on, rows are set aside rather than folds take turns.
  public static let splitFrom = 60
  /// From so many examples on, folds take turns, if the budget allows.
  public static let foldFrom = 20

  /// The most calls, everything included.
  public let budget: Int
  /// How the result is confirmed.
  public let confirmation: Confirmation
  /// Whether what confirms is asked about in another shape too, for the calibration.
  public let asksTwice: Bool

  /// Plans for a number of examples and a budget.
  ///
  /// - Parameter fresh: how many of the examples had no part in what the search starts from, so that
  ///   they may confirm; nil for all.
  public init(examples: Int, budget: Int, asksTwice: Bool = false, fresh: Int? = nil) {
    self.budget = budget
    self.asksTwice = asksTwice
    // Both prompters answer every row, and some answers are asked for twice: at most half of the
    // budget goes there.
    let affordable = budget / Self.perRow(asksTwice)
    let fresh = fresh ?? examples
    let isSmall = examples < Self.splitFrom && fresh == examples
    if isSmall, examples >= Self.foldFrom, budget >= 6 * examples {
      confirmation = .folds(3)
    } else {
      let rows = min(Int((0.3 * Double(examples)).rounded()), affordable, fresh, 100)
      confirmation = rows >= Self.minimumRows ? .rows(rows) : .none
    }
  }

  /// The smallest budget of which something is left to confirm a result with; nil when so few examples
  /// confirm nothing.
  ///
  /// - Parameter fresh: how many of them had no part in what the search starts from.
  static func leastBudget(examples: Int, fresh: Int, asksTwice: Bool) -> Int? {
    guard examples >= foldFrom else { return nil }
    let isAside = min(Int((0.3 * Double(examples)).rounded()), fresh) >= minimumRows
    guard isAside || fresh == examples else { return nil }
    return isAside ? minimumRows * perRow(asksTwice) : 6 * examples
  }

  /// So many calls in all for each row that confirms.
  private static func perRow(_ asksTwice: Bool) -> Int { asksTwice ? 8 : 6 }

  /// Plans for an optimizer that makes the calls that it makes, unless they are bounded.
  ///
  /// - Parameters:
  ///   - limit: the most calls; nil for what the optimizer needs, or what the effort allows.
  ///   - fresh: how many of the examples may confirm; nil for all.
  public init(
    examples: Int, limit: Int?, optimizer: (any Optimizer)?, effort: Effort,
    asksTwice: Bool = false, fresh: Int? = nil
  ) {
    let unbounded = Self(
      examples: examples, budget: .max / 16, asksTwice: asksTwice, fresh: fresh)
    let shares = unbounded.shares(examples: examples)
    let train = Int((shares.train * Double(examples)).rounded())
    let confirm = Int((shares.confirm * Double(examples)).rounded())
    let natural = optimizer?.calls(train: train, select: max(0, examples - train - confirm))
    let needed = natural.map { calls in
      switch unbounded.confirmation {
      case .rows(let rows): calls + Self.confirming(rows, asksTwice)
      case .folds(let folds): calls * (folds + 1) + Self.confirming(examples, asksTwice)
      // An optimizer that asks nothing still runs.
      case .none: max(1, calls)
      }
    }
    if limit == nil, let needed {
      // What the search needs and what the confirmation needs: neither is short.
      self.init(budget: needed, confirmation: unbounded.confirmation, asksTwice: asksTwice)
    } else {
      self.init(
        examples: examples, budget: limit ?? effort.calls, asksTwice: asksTwice, fresh: fresh)
    }
  }

  private init(budget: Int, confirmation: Confirmation, asksTwice: Bool) {
    self.budget = budget
    self.confirmation = confirmation
    self.asksTwice = asksTwice
  }

  /// Calls that confirm on so many rows: both prompters answer each, and some answers are asked for
  /// again.
  static func confirming(_ rows: Int, _ asksTwice: Bool) -> Int {
    5 * rows / 2 + 4 + (asksTwice ? rows : 0)
  }

  /// The same when each question takes so many requests as they did so far, re-asks and verdicts
  /// included: more than two fifths of a budget are not kept.
  static func confirming(
    _ rows: Int, _ asksTwice: Bool, requestsEach rate: Double, of budget: Int
  ) -> Int {
    max(confirming(rows, asksTwice), Int(min(2 * Double(rows) * rate, 0.4 * Double(budget))))
  }

  /// Calls that the search itself may use.
  public var searchBudget: Int {
    switch confirmation {
    case .rows(let rows): budget - Self.confirming(rows, asksTwice)
    case .folds, .none: budget
    }
  }
}

extension OptimizationPlan {
  /// The parts that a number of examples is dealt into: what gives demonstrations, what chooses,
  /// what confirms.
  ///
  /// Folds that take turns confirm every example once, so that their searches set none aside.
  public func shares(examples: Int) -> (train: Double, select: Double, confirm: Double) {
    guard case .rows(let rows) = confirmation, examples > 0 else { return (0.4, 0.6, 0) }
    let share = Double(rows) / Double(examples)
    return (0.43 * (1 - share), 0.57 * (1 - share), share)
  }
}
