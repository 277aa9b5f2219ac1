/// A document's text with the places marked where it says each value.
enum HTMLSource {
  /// Texts up to this many Unicode scalars are shown whole.
  static let wholeLimit = 20_000
  /// Of longer ones the beginning is shown, and this much on either side of each place.
  static let context = 400

  /// Renders the text; spans outside of it are left out.
  static func render(_ text: String, evidence: [FieldPath: Span]) -> String {
    let scalars = Array(text.unicodeScalars)
    let spans = evidence.map { (name: $0.key.description, span: $0.value) }
      .filter { $0.span.start >= 0 && $0.span.start < $0.span.end && $0.span.end <= scalars.count }
      .sorted { ($0.span.start, $0.span.end, $0.name) < ($1.span.start, $1.span.end, $1.name) }
      .prefix(500)
    let windows = windows(scalars.count, spans.map(\.span))
    var out = "<p class=\"label\">source text</p>\n"
    out +=
      "<div class=\"source\" role=\"region\" aria-label=\"source text\" tabindex=\"0\" dir=\"auto\">"
    var last = 0
    for window in windows {
      if window.lowerBound > last { out += gap(window.lowerBound - last) }
      out += marked(scalars, window, Array(spans))
      last = window.upperBound
    }
    if last < scalars.count { out += gap(scalars.count - last) }
    return out + "</div>\n"
  }

  private static func gap(_ count: Int) -> String {
    "<span class=\"gap\"> … \(ReportNumber.count(count, "character")) left out … </span>"
  }

  /// The parts that are shown, in order, apart from each other, at most `wholeLimit` together.
  private static func windows(_ count: Int, _ spans: [Span]) -> [Range<Int>] {
    guard count > wholeLimit else { return [0..<count] }
    var windows = [0..<2_000]
    var total = 2_000
    for span in spans {
      let low = max(windows[windows.count - 1].upperBound, span.start - context)
      let high = min(count, span.end + context, low + wholeLimit - total)
      guard high > low else { continue }
      total += high - low
      if low == windows[windows.count - 1].upperBound {
        windows[windows.count - 1] = windows[windows.count - 1].lowerBound..<high
      } else {
        windows.append(low..<high)
      }
    }
    return windows
  }

  /// Cuts the text wherever a span starts or ends, and marks each piece with the spans over it.
  private static func marked(
    _ scalars: [Unicode.Scalar], _ window: Range<Int>, _ spans: [(name: String, span: Span)]
  ) -> String {
    let near = spans.filter {
      $0.span.start < window.upperBound && $0.span.end > window.lowerBound
    }
    let edges = Set(
      near.flatMap { [$0.span.start, $0.span.end] }.filter(window.contains)
        + [window.lowerBound, window.upperBound]
    ).sorted()
    var out = ""
    for (start, end) in zip(edges, edges.dropFirst()) {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[start..<end])
      let text = HTMLReport.escape(String(view))
      let over = near.filter { $0.span.start <= start && $0.span.end >= end }
      guard !over.isEmpty else {
        out += text
        continue
      }
      // The name follows the last piece of its span.
      let ending = over.filter { $0.span.end == end }.map(\.name)
      let names = ending.prefix(3).joined(separator: ", ") + (ending.count > 3 ? ", …" : "")
      let label = names.isEmpty ? "" : " data-field=\"\(HTMLReport.escape(names))\""
      out += "<mark\(label)>\(text)</mark>"
    }
    return out
  }
}
