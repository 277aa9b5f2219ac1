/// Names, labels and numbers as the text format of Prometheus writes them.
enum MetricText {
  /// The longest value of a label, in characters.
  private static let longestValue = 200

  /// A name with nothing but what names may hold.
  static func name(_ text: String) -> String {
    let name = String(
      text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
    return name.first?.isNumber ?? true ? "_" + name : name
  }

  /// `{model="x",outcome="ok"}`; empty without labels.
  static func labels(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\(name($0.0))=\"\(value($0.1))\"" }.joined(separator: ",") + "}"
  }

  /// Labels with one more.
  static func adding(_ label: String, _ value: String, to labels: String) -> String {
    let new = "\(label)=\"\(value)\""
    return labels.isEmpty ? "{\(new)}" : labels.dropLast() + "," + new + "}"
  }

  /// A number; whole ones without a fraction.
  static func number(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return "\(whole)" }
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return "\(value)"
  }

  private static func value(_ text: String) -> String {
    var value = ""
    for character in text.prefix(longestValue) {
      switch character {
      case "\\": value += #"\\"#
      case "\"": value += #"\""#
      case "\n", "\r", "\r\n": value += #"\n"#
      default: value.append(character)
      }
    }
    return value
  }
}
