/// A compiled regular expression: states that are all followed at once.
struct PatternProgram: Sendable {
  /// How many states a pattern may have.
  static let maximumStates = 1_000
  /// How many parts may be looked at while repetitions are written out.
  private static let maximumWork = 20_000

  private enum State {
    case scalar(ScalarSet)
    case start, end
    case wordBoundary(Bool)
    case jump(Int)
    case split(Int, Int)
    case match
  }

  private var states: [State] = []
  private var work = 0

  /// Compiles a parsed pattern; throws when it is too large.
  init(_ node: PatternNode) throws(PatternError) {
    try emit(node)
    try append(.match)
  }

  private mutating func append(_ state: State) throws(PatternError) {
    states.append(state)
    guard states.count <= Self.maximumStates else {
      throw PatternError("the pattern needs more than \(Self.maximumStates) states")
    }
  }

  private mutating func emit(_ node: PatternNode) throws(PatternError) {
    work += 1
    guard work <= Self.maximumWork else { throw PatternError("the pattern is too large") }
    switch node {
    case .scalar(let set): try append(.scalar(set.normalised))
    case .start: try append(.start)
    case .end: try append(.end)
    case .wordBoundary(let isOne): try append(.wordBoundary(isOne))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .choice(let options): try emit(choice: options)
    case .repeated(let node, let least, let most): try emit(node, least: least, most: most)
    }
  }

  private mutating func emit(choice options: [PatternNode]) throws(PatternError) {
    var jumps: [Int] = []
    for (index, option) in options.enumerated() {
      guard index + 1 < options.count else {
        try emit(option)
        break
      }
      let split = states.count
      try append(.split(split + 1, split + 1))
      try emit(option)
      jumps.append(states.count)
      try append(.jump(0))
      states[split] = .split(split + 1, states.count)
    }
    for jump in jumps { states[jump] = .jump(states.count) }
  }

  private mutating func emit(
    _ node: PatternNode, least: Int, most: Int?
  ) throws(PatternError) {
    for _ in 0..<least { try emit(node) }
    guard let most else {
      let split = states.count
      try append(.split(split + 1, split + 1))
      try emit(node)
      try append(.jump(split))
      states[split] = .split(split + 1, states.count)
      return
    }
    var splits: [Int] = []
    for _ in least..<max(least, most) {
      splits.append(states.count)
      try append(.split(states.count + 1, states.count + 1))
      try emit(node)
    }
    for split in splits { states[split] = .split(split + 1, states.count) }
  }

  /// Whether the pattern matches a part of the text.
  func matches(_ text: [Unicode.Scalar]) -> Bool {
    var run = Run(stateCount: states.count)
    for position in 0...text.count {
      // A match may start anywhere: the first state is always among those followed.
      if follow(0, at: position, in: text, &run) { return true }
      guard position < text.count else { break }
      let current = run.states
      run.advance()
      for state in current {
        if case .scalar(let set) = states[state], set.contains(text[position]),
          follow(state + 1, at: position + 1, in: text, &run)
        {
          return true
        }
      }
    }
    return false
  }

  /// The states that are followed at one position of the text.
  private struct Run {
    /// Those that wait for a scalar.
    var states: [Int] = []
    /// The round in which each state was reached last.
    var seen: [Int]
    var round = 1
    var stack: [Int] = []

    init(stateCount: Int) {
      seen = [Int](repeating: 0, count: stateCount)
    }

    mutating func advance() {
      states.removeAll(keepingCapacity: true)
      round += 1
    }
  }

  /// Adds a state and all that are reached from it without a scalar; true when one is the match.
  private func follow(
    _ first: Int, at position: Int, in text: [Unicode.Scalar], _ run: inout Run
  ) -> Bool {
    run.stack.append(first)
    while let state = run.stack.popLast() {
      guard run.seen[state] != run.round else { continue }
      run.seen[state] = run.round
      switch states[state] {
      case .match: return true
      case .scalar: run.states.append(state)
      case .jump(let next): run.stack.append(next)
      case .split(let one, let other):
        run.stack.append(other)
        run.stack.append(one)
      case .start: if position == 0 { run.stack.append(state + 1) }
      case .end: if position == text.count { run.stack.append(state + 1) }
      case .wordBoundary(let isOne):
        if Self.isBoundary(position, in: text) == isOne { run.stack.append(state + 1) }
      }
    }
    return false
  }

  private static func isBoundary(_ position: Int, in text: [Unicode.Scalar]) -> Bool {
    func isWord(_ index: Int) -> Bool {
      text.indices.contains(index) && ScalarSet.words.contains(text[index])
    }
    return isWord(position - 1) != isWord(position)
  }
}
