/// Lays out cells in columns for a terminal.
public struct TextTable: Sendable {
  private var rows: [[String]]

  /// Makes a table with a line of headings.
  public init(_ headings: [String]) {
    rows = [headings]
  }

  /// Adds a line.
  public mutating func add(_ cells: [String]) {
    rows.append(cells)
  }

  /// The table; the first column is flush left, the others flush right.
  public var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + padding : "  " + padding + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

/// How numbers look in tables.
public enum TableNumber {
  /// A score from 0 to 1 with three decimals; a dash for nil.
  public static func score(_ value: Double?) -> String { decimals(value, 3) }

  /// A difference with its sign.
  public static func signed(_ value: Double?) -> String {
    guard let value else { return "–" }
    return (value >= 0 ? "+" : "") + decimals(value, 3)
  }

  /// An interval as `[0.412, 0.530]`.
  public static func interval(_ interval: Interval?) -> String {
    interval.map { "[\(score($0.low)), \(score($0.high))]" } ?? "–"
  }

  /// A p-value; very small ones as a bound.
  public static func p(_ value: Double) -> String {
    value < 0.001 ? "<0.001" : decimals(value, 3)
  }

  /// A share as a percentage.
  public static func percent(_ count: Int, of total: Int) -> String {
    total == 0 ? "–" : decimals(100 * Double(count) / Double(total), 1) + " %"
  }

  /// A number with a fixed count of decimals; a dash for nil.
  public static func decimals(_ value: Double?, _ count: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return value.description }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard count > 0 else { return sign + padded }
    return sign + padded.dropLast(count) + "." + padded.suffix(count)
  }
}
