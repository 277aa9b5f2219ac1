/// Reads how long a provider wants to be left alone.
enum RetryAfter {
  /// From `retry-after-ms` or `retry-after` in seconds; nil when there is neither.
  ///
  /// The form with a date is not read: a wrong clock would turn it into hours.
  static func delay(_ response: HTTPResponse) -> Duration? {
    if let text = response.header("retry-after-ms"), let milliseconds = Double(text) {
      return bounded(milliseconds / 1_000)
    }
    return response.header("retry-after").flatMap(Double.init).flatMap(bounded)
  }

  private static func bounded(_ seconds: Double) -> Duration? {
    seconds.isFinite && seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil
  }
}
