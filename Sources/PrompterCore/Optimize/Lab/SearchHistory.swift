import Synchronization

/// What a search tried and decided, in order: the story that its journal tells.
public struct SearchHistory: Sendable {
  /// One candidate: where it came from, how it did, what became of it.
  public struct Entry: Sendable {
    /// The hash of its template.
    public let id: String
    /// The hash of the candidate that it was made from; nil for the seed.
    public let parent: String?
    /// What was done to get it.
    public let origin: String
    /// What differs from its parent.
    public let changes: [TemplateChange]
    /// The rows that it answered in the search; those that confirm are not among them.
    public fileprivate(set) var n = 0
    /// Their mean score; nil when there are none.
    public fileprivate(set) var mean: Double?
    /// The mean scores of fields, by path.
    public fileprivate(set) var fields: [String: Double] = [:]
    /// The questions asked when it was last tried.
    public fileprivate(set) var spent = 0
    /// Why it was given up; nil when it was not.
    public fileprivate(set) var death: String?
    /// Whether it was the best at some time.
    public fileprivate(set) var wasBest = false
  }

  /// A score at a time.
  public struct Point: Hashable, Sendable {
    /// The questions asked so far, in all searches of the run.
    public let spent: Int
    /// The candidate, by its place in `entries`.
    public let entry: Int
    /// Its mean over all rows that it had answered by then.
    public let mean: Double
    /// How many these were.
    public let n: Int
  }

  /// A part of the run, which asks on rows of its own.
  public struct Stage: Hashable, Sendable {
    /// What it does.
    public enum Kind: String, Hashable, Sendable {
      /// The search whose result may be shipped.
      case search
      /// A search without one of the folds that take turns.
      case fold
      /// Seed and winner answer the rows set aside.
      case confirm
    }

    /// What it does.
    public let kind: Kind
    /// The questions asked before it began.
    public let spent: Int
  }

  /// The candidates, in the order in which they were first tried.
  ///
  /// One that several searches try has the numbers of the last of them.
  public private(set) var entries: [Entry] = []
  /// Each evaluation, in order.
  public private(set) var points: [Point] = []
  /// Which candidate was the best from how many questions on.
  public private(set) var best: [(spent: Int, entry: Int)] = []
  /// Proposed texts that were refused, by reason.
  public private(set) var refused: [String: Int] = [:]
  /// The parts of the run, in order; none when the journal does not tell.
  public private(set) var stages: [Stage] = []
  private var places: [String: Int] = [:]
  /// Candidates that the stage has introduced.
  private var introduced: Set<String> = []
  private var chosen: String?
  /// The questions asked in the stages that are over, and in the one that runs.
  private var spentBefore = 0
  private var spentNow = 0

  /// What the search found, by its place in `entries`, whether it was shipped or not; nil when the
  /// journal does not tell.
  public var found: Int? { chosen.flatMap { places[$0] } }

  /// Reads a journal's decisions; lines of other kinds are passed over.
  public init(_ events: some Sequence<JSONValue>) {
    for event in events { add(event) }
  }

  private mutating func add(_ event: JSONValue) {
    let place = event[key: "candidate"]?.string.flatMap { places[$0] }
    if let spent = event[key: "spent"]?.int { spentNow = max(0, spent) }
    switch event[key: "event"]?.string {
    case "stage": begin(event)
    case "candidate": introduce(event, place)
    case "evaluated":
      guard let place, stages.last?.kind != .confirm else { return }
      evaluated(place, event)
    case "died":
      if let place { entries[place].death = event[key: "reason"]?.string ?? "" }
    case "accepted":
      // What lost one comparison may win another.
      if let place { entries[place].death = nil }
    case "incumbent":
      guard let place else { return }
      entries[place].death = nil
      entries[place].wasBest = true
      best.append((spentBefore + spentNow, place))
    case "chosen":
      chosen = event[key: "candidate"]?.string
      if let place { entries[place].death = nil }
    case "refused":
      refused[event[key: "reason"]?.string ?? "", default: 0] += 1
    default: break
    }
  }

  private mutating func begin(_ event: JSONValue) {
    guard let kind = event[key: "stage"]?.string.flatMap(Stage.Kind.init) else { return }
    spentBefore += spentNow
    spentNow = 0
    introduced = []
    stages.append(Stage(kind: kind, spent: spentBefore))
  }

  private mutating func introduce(_ event: JSONValue, _ known: Int?) {
    guard let id = event[key: "candidate"]?.string, introduced.insert(id).inserted else { return }
    let isConfirming = stages.last?.kind == .confirm
    if isConfirming, known != nil { return }
    let entry = Entry(
      id: id, parent: event[key: "parent"]?.string, origin: event[key: "origin"]?.string ?? "",
      changes: Self.changes(event))
    let place = known ?? entries.count
    // Another search has other rows: what was known of it does not count there.
    if known == nil { entries.append(entry) } else { entries[place] = entry }
    places[id] = place
    guard entry.parent == nil, !isConfirming else { return }
    entries[place].wasBest = true
    best.append((spentBefore + spentNow, place))
  }

  private mutating func evaluated(_ place: Int, _ event: JSONValue) {
    let total = event[key: "total"]
    entries[place].n = total?[key: "n"]?.int ?? 0
    entries[place].mean = total?[key: "mean"]?.double
    entries[place].spent = spentBefore + spentNow
    for (field, mean) in event[key: "fields"]?.object ?? [:] {
      entries[place].fields[field] = mean.double
    }
    guard let mean = entries[place].mean else { return }
    points.append(
      Point(spent: entries[place].spent, entry: place, mean: mean, n: entries[place].n))
  }

  private static func changes(_ event: JSONValue) -> [TemplateChange] {
    (event[key: "changes"]?.array ?? []).compactMap { change in
      change[key: "part"]?.string.map {
        TemplateChange(
          part: $0, before: change[key: "before"]?.string ?? "",
          after: change[key: "after"]?.string ?? "")
      }
    }
  }
}

/// Keeps the events of a journal in memory while it passes them on.
final class EventLog: Sendable {
  private let kept = Mutex<[JSONValue]>([])

  /// The events so far.
  var events: [JSONValue] { kept.withLock { $0 } }

  /// A journal that keeps what it is told, and tells another one.
  func journal(telling other: Journal) -> Journal {
    Journal { event in
      self.kept.withLock { $0.append(event) }
      other.write(event)
    }
  }
}
