extension PrometheusRegistry {
  /// The media type of `exposition`.
  static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// Everything that was measured, as Prometheus reads it.
  func exposition() -> String {
    var text = ""
    for (name, series) in families {
      guard let first = series.first?.series else { continue }
      if let help = MetricHelp.texts[name] { text += "# HELP \(name) \(help)\n" }
      text += "# TYPE \(name) \(first.type)\n"
      for (labels, series) in series { series.write(name, labels, to: &text) }
    }
    if dropped > 0 {
      let name = "prompter_metrics_dropped_total"
      text += "# TYPE \(name) counter\n\(name) \(dropped)\n"
    }
    return text
  }
}

extension PrometheusRegistry.Series {
  fileprivate var type: String {
    switch self {
    case .counter: "counter"
    case .gauge, .reading: "gauge"
    case .histogram: "histogram"
    }
  }

  fileprivate func write(_ name: String, _ labels: String, to text: inout String) {
    switch self {
    case .counter(let counter): text += "\(name)\(labels) \(MetricText.number(counter.value))\n"
    case .gauge(let gauge): text += "\(name)\(labels) \(MetricText.number(gauge.value))\n"
    case .reading(let read): text += "\(name)\(labels) \(MetricText.number(read()))\n"
    case .histogram(let histogram):
      let reading = histogram.reading
      var sum = 0
      for (bound, count) in zip(histogram.bounds, reading.counts) {
        sum += count
        let labels = MetricText.adding("le", MetricText.number(bound), to: labels)
        text += "\(name)_bucket\(labels) \(sum)\n"
      }
      text += "\(name)_bucket\(MetricText.adding("le", "+Inf", to: labels)) \(reading.count)\n"
      text += "\(name)_sum\(labels) \(MetricText.number(reading.sum))\n"
      text += "\(name)_count\(labels) \(reading.count)\n"
    }
  }
}
