/// A resource that providers ration.
public enum LimitedResource: String, Hashable, Sendable, CaseIterable {
  /// Requests.
  case calls
  /// Tokens sent, settled to the real count.
  case inputTokens = "input_tokens"
  /// Tokens received, settled to the real count.
  case outputTokens = "output_tokens"
  /// Tokens sent plus the most that may be received; never given back, as such providers count.
  case tokens

  /// Whether a call's real usage is what counts in the end.
  var isSettled: Bool { self == .inputTokens || self == .outputTokens }
}

/// So much of a resource in every window of a length.
public struct RateLimit: Hashable, Sendable {
  /// The resource.
  public let resource: LimitedResource
  /// How much of it.
  public let capacity: Double
  /// The window's length.
  public let window: Duration
  /// The model that it holds for, as the user named it; nil for each model.
  public let model: String?

  /// Makes a limit; capacity and window are above 0.
  public init(
    _ resource: LimitedResource, _ capacity: Double, per window: Duration, model: String? = nil
  ) {
    self.resource = resource
    self.capacity = capacity
    self.window = window
    self.model = model
  }

  /// Reads `calls=500/60s`, `tokens=10M/1m` or `MODEL:calls=5/1s`; nil when it is malformed.
  public init?(_ text: String) {
    guard let equals = text.lastIndex(of: "=") else { return nil }
    var name = text[..<equals]
    var model: String?
    if let colon = name.lastIndex(of: ":") {
      model = String(name[..<colon])
      name = name[name.index(after: colon)...]
      if model?.isEmpty == true { return nil }
    }
    let parts = text[text.index(after: equals)...]
      .split(separator: "/", omittingEmptySubsequences: false)
    guard let resource = LimitedResource(rawValue: String(name)), parts.count == 2,
      let capacity = Self.amount(parts[0]), capacity > 0, capacity <= Self.largest,
      let window = Self.window(parts[1])
    else { return nil }
    self.init(resource, capacity, per: window, model: model)
  }

  /// The largest capacity, and the longest window in seconds, that are not a mistake.
  private static let largest = 1e15
  private static let longest = 366.0 * 86_400

  private static func amount(_ text: Substring) -> Double? {
    switch text.last {
    case "k": Double(text.dropLast()).map { $0 * 1e3 }
    case "M": Double(text.dropLast()).map { $0 * 1e6 }
    default: Double(text)
    }
  }

  private static func window(_ text: Substring) -> Duration? {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]
    for (unit, seconds) in units where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      guard let count = digits.isEmpty ? 1 : Double(digits), count > 0,
        count * seconds <= longest
      else { return nil }
      return .seconds(count * seconds)
    }
    return nil
  }
}

extension RateLimit: CustomStringConvertible {
  /// The limit as users write it: `calls=500/60s`.
  public var description: String {
    let amount = Int(exactly: capacity).map(String.init) ?? "\(capacity)"
    let seconds = window.seconds
    let length = Int(exactly: seconds).map(String.init) ?? "\(seconds)"
    return (model.map { "\($0):" } ?? "") + "\(resource.rawValue)=\(amount)/\(length)s"
  }
}
