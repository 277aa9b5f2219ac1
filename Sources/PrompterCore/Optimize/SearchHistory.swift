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
    /// The rows that it answered in the search.
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
    /// The questions asked so far.
    public let spent: Int
    /// The candidate, by its place in `entries`.
    public let entry: Int
    /// Its mean over all rows that it had answered by then.
    public let mean: Double
    /// How many these were.
    public let n: Int
  }

  /// The candidates, in the order in which they were first tried.
  public private(set) var entries: [Entry] = []
  /// Each evaluation, in order.
  public private(set) var points: [Point] = []
  /// Which candidate was the best from how many questions on.
  public private(set) var best: [(spent: Int, entry: Int)] = []
  /// Proposed texts that were refused, by reason.
  public private(set) var refused: [String: Int] = [:]
  private var places: [String: Int] = [:]

  /// Reads a journal's decisions; lines of other kinds are passed over.
  public init(_ events: some Sequence<JSONValue>) {
    for event in events { add(event) }
  }

  private mutating func add(_ event: JSONValue) {
    let place = event[key: "candidate"]?.string.flatMap { places[$0] }
    switch event[key: "event"]?.string {
    case "candidate":
      guard let id = event[key: "candidate"]?.string, place == nil else { return }
      places[id] = entries.count
      entries.append(
        Entry(
          id: id, parent: event[key: "parent"]?.string,
          origin: event[key: "origin"]?.string ?? "", changes: Self.changes(event)))
      if entries.count == 1 { best.append((0, 0)) }
    case "evaluated":
      guard let place else { return }
      let total = event[key: "total"]
      let spent = event[key: "spent"]?.int ?? 0
      entries[place].n = total?[key: "n"]?.int ?? 0
      entries[place].mean = total?[key: "mean"]?.double
      entries[place].spent = spent
      for (field, mean) in event[key: "fields"]?.object ?? [:] {
        entries[place].fields[field] = mean.double
      }
      guard let mean = entries[place].mean else { return }
      points.append(Point(spent: spent, entry: place, mean: mean, n: entries[place].n))
    case "died":
      if let place { entries[place].death = event[key: "reason"]?.string ?? "" }
    case "incumbent":
      guard let place else { return }
      entries[place].wasBest = true
      best.append((event[key: "spent"]?.int ?? 0, place))
    case "refused":
      refused[event[key: "reason"]?.string ?? "", default: 0] += 1
    default: break
    }
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
