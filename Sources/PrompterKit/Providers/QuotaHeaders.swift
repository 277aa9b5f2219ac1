import Foundation

/// Reads in a response's headers whether a quota of the provider is used up.
///
/// OpenAI (https://platform.openai.com/docs/guides/rate-limits) and those who follow it name the
/// time until the reset (`6m0s`, `120ms`), Anthropic
/// (https://docs.anthropic.com/en/api/rate-limits) the moment.
enum QuotaHeaders {
  private static let pairs: [(remaining: String, reset: String)] = [
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
  ]

  /// The longest pause that is believed; a reset far away is a quota of a day, which an error
  /// tells better than a silent wait.
  private static let longest = 120.0

  /// How long to wait until a quota that is used up is there again; nil when none is.
  static func pause(_ response: HTTPResponse) -> Duration? {
    var longest: Double?
    for (remaining, reset) in pairs {
      guard response.header(remaining)?.trimmingCharacters(in: .whitespaces) == "0",
        let text = response.header(reset),
        let seconds = interval(text) ?? untilMoment(text, response.header("date")),
        seconds > 0, seconds <= Self.longest
      else { continue }
      longest = max(longest ?? 0, seconds)
    }
    return longest.map { .seconds($0) }
  }

  /// Reads `6m0s`, `1h2m3.5s`, `120ms` or a bare number of seconds.
  static func interval(_ text: String) -> Double? {
    if let seconds = Double(text) { return seconds }
    let units: [(name: String, seconds: Double)] = [
      ("ms", 0.001), ("h", 3_600), ("m", 60), ("s", 1),
    ]
    var rest = text[...]
    var sum = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let count = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.name) })
      else { return nil }
      rest = rest.dropFirst(unit.name.count)
      sum += count * unit.seconds
    }
    return text.isEmpty ? nil : sum
  }

  /// From the provider's own date to a moment, so that this machine's clock does not matter.
  private static func untilMoment(_ text: String, _ date: String?) -> Double? {
    guard let moment = try? Date(text, strategy: .iso8601) else { return nil }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let now = date.flatMap(formatter.date(from:)) else { return nil }
    return moment.timeIntervalSince(now)
  }
}
