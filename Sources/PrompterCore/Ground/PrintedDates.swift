/// The ways in which a day is printed, as words: what stands between them does not count.
enum PrintedDates {
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// The words of each style; those of digits alone apart from those with the month's name.
  static func styles(of date: CalendarDate) -> (named: [[String]], digits: [[String]]) {
    let month = months[date.month - 1]
    let year = "\(date.year)"
    let short = two(date.year % 100)
    let days = ["\(date.day)", two(date.day), "\(date.day)\(ordinal(date.day))"]
    var named: [[String]] = []
    for name in [month, String(month.prefix(3))] + (date.month == 9 ? ["sept"] : []) {
      for day in days { named += [[day, name, year], [name, day, year]] }
      named.append([two(date.day), name, short])
    }
    let (day, number) = (two(date.day), two(date.month))
    let digits = [
      [day, number, year], ["\(date.day)", "\(date.month)", year], [year, number, day],
      [number, day, year], ["\(date.month)", "\(date.day)", year], [day, number, short],
      [number, day, short], ["\(year)\(number)\(day)"],
    ]
    return (named, digits)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func ordinal(_ day: Int) -> String {
    switch day {
    case 1, 21, 31: "st"
    case 2, 22: "nd"
    case 3, 23: "rd"
    default: "th"
    }
  }
}
