/// Reads a calendar day written in any common way that leaves no doubt about the day.
enum DateReader {
  /// The longest text that is read, in bytes.
  static let longestText = 60

  /// English, German, French and Spanish names, folded; a name may be cut to three letters or more
  /// when that stays unique.
  private static let months: [[String]] = [
    ["january", "januar", "janner", "janvier", "enero"],
    ["february", "februar", "fevrier", "febrero"],
    ["march", "marz", "maerz", "mars", "marzo"],
    ["april", "avril", "abril"],
    ["may", "mai", "mayo"],
    ["june", "juni", "juin", "junio"],
    ["july", "juli", "juillet", "julio"],
    ["august", "aout", "agosto"],
    ["september", "septembre", "septiembre"],
    ["october", "oktober", "octobre", "octubre"],
    ["november", "novembre", "noviembre"],
    ["december", "dezember", "decembre", "diciembre"],
  ]

  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag",
    "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "lundi",
    "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miercoles",
    "jueves", "viernes", "sabado", "domingo",
  ]

  private static let fillers: Set<String> = ["of", "the", "de", "del", "le", "den", "der"]
  private static let ordinals: Set<String> = ["st", "nd", "rd", "th", "er"]

  /// Reads `7 March 2024`, `March 7, 2024`, `2024/03/07`, `25/03/2024`, `20240307` and their like;
  /// nil when the text is no day, or may be two (`03/07/2024`).
  static func read(_ text: String) -> CalendarDate? {
    guard text.utf8.count <= longestText else { return nil }
    if let date = CalendarDate(iso: text) { return date }
    if StringFormat.dateTime.matches(text) { return CalendarDate(iso: String(text.prefix(10))) }
    var (tokens, marks) = split(FoldedText.fold(text))
    if tokens.count > 3, let first = tokens.first, isWeekday(first) {
      tokens.removeFirst()
      marks.removeFirst()
    }
    if tokens.count == 1 { return compact(tokens[0]) }
    if tokens.contains(where: { month($0) != nil }) { return named(tokens) }
    return numeric(tokens, marks)
  }

  /// The words and numbers of a text, and what stands between them.
  private static func split(_ text: String) -> (tokens: [String], marks: [String]) {
    var tokens: [String] = []
    var marks: [String] = []
    var mark = ""
    var token = ""
    func isPart(_ character: Character, of token: String) -> Bool {
      character.isASCIIDigit || character.isLetter
    }
    for character in text {
      if isPart(character, of: token) {
        if token.isEmpty, !tokens.isEmpty { marks.append(mark) }
        if token.isEmpty { mark = "" }
        token.append(character)
      } else {
        if !token.isEmpty {
          tokens.append(token)
          token = ""
        }
        mark.append(character)
      }
    }
    if !token.isEmpty { tokens.append(token) }
    return (tokens, marks)
  }

  private static func isWeekday(_ word: String) -> Bool {
    word.count >= 2 && weekdays.contains { $0.hasPrefix(word) }
  }

  /// The number of a month by its name, whole or cut short.
  private static func month(_ word: String) -> Int? {
    guard word.count >= 3, word.allSatisfy(\.isLetter) else { return nil }
    let fitting = months.indices.filter { months[$0].contains { $0.hasPrefix(word) } }
    if fitting.count == 1 { return fitting[0] + 1 }
    // "sept" is no prefix problem, "jui" is.
    return nil
  }

  private static func number(_ token: String, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(token.count), token.allSatisfy(\.isASCIIDigit) else { return nil }
    return Int(token)
  }

  private static func day(_ token: String) -> Int? {
    let digits = token.prefix(while: \.isASCIIDigit)
    let rest = token.dropFirst(digits.count)
    guard rest.isEmpty || ordinals.contains(String(rest)) else { return nil }
    return number(String(digits), digits: 1...2)
  }

  private static func compact(_ token: String) -> CalendarDate? {
    guard let number = number(token, digits: 8...8), (1900...2099).contains(number / 10_000) else {
      return nil
    }
    return CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  /// A day whose month is a word: the year is the number of four digits.
  private static func named(_ tokens: [String]) -> CalendarDate? {
    let parts = tokens.filter { !fillers.contains($0) }
    guard parts.count == 3, let at = parts.firstIndex(where: { month($0) != nil }),
      let month = month(parts[at])
    else { return nil }
    let others = [0, 1, 2].filter { $0 != at }.map { parts[$0] }
    let (first, second) = (others[0], others[1])
    if let day = day(first), let year = number(second, digits: 4...4) {
      return CalendarDate(year: year, month: month, day: day)
    }
    if at == 1, let year = number(first, digits: 4...4), let day = day(second) {
      return CalendarDate(year: year, month: month, day: day)
    }
    return nil
  }

  /// A day in three numbers parted by the same mark.
  private static func numeric(_ tokens: [String], _ marks: [String]) -> CalendarDate? {
    guard tokens.count == 3, marks.count == 2, marks[0] == marks[1],
      ["/", "-", "."].contains(marks[0])
    else { return nil }
    if let year = number(tokens[0], digits: 4...4) {
      guard let month = number(tokens[1], digits: 1...2), let day = number(tokens[2], digits: 1...2)
      else { return nil }
      return CalendarDate(year: year, month: month, day: day)
    }
    guard let year = number(tokens[2], digits: 4...4), let a = number(tokens[0], digits: 1...2),
      let b = number(tokens[1], digits: 1...2)
    else { return nil }
    if a > 12 { return CalendarDate(year: year, month: b, day: a) }
    if b > 12 { return CalendarDate(year: year, month: a, day: b) }
    return a == b ? CalendarDate(year: year, month: a, day: b) : nil
  }
}
