import PrompterCore
import Testing

@Suite struct StringFormatTests {
  @Test(
    "a format takes what it names",
    arguments: [
      (.date, ["2024-03-07", "0001-01-01", "9999-12-31", "2000-02-29"]),
      (
        .dateTime,
        [
          "2024-03-07T09:30:00Z", "2024-03-07T09:30:00.123+02:00", "2024-03-07t09:30:00z",
          "2024-03-07 09:30", "2024-03-07T23:59:60Z", "2024-03-07T09:30:00-05:00",
        ]
      ),
      (.time, ["09:30", "23:59:59", "09:30:00Z", "09:30:00.5", "09:30+01:00"]),
      (.email, ["a@b.co", "first.last+tag@sub.example.org", "ü@exämple.de"]),
      (.uri, ["https://example.org/a?b#c", "mailto:a@b.co", "urn:isbn:1", "x-y.z+1:a"]),
      (.uuid, ["12345678-1234-1234-1234-123456789abc", "ABCDEF01-2345-6789-ABCD-EF0123456789"]),
    ] as [(StringFormat, [String])])
  func takes(format: StringFormat, texts: [String]) {
    for text in texts { #expect(format.matches(text), "\(text)") }
  }

  @Test(
    "a format refuses what is near it",
    arguments: [
      (
        .date,
        [
          "", "2024-3-7", "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01",
          "2024-01-00", "07.03.2024", "2024-03-07T00:00:00", " 2024-03-07", "2024-03-07\n",
          "２０２４-０３-０７", "0000-01-01", "+024-01-01", "2024/03/07", "24-03-07",
        ]
      ),
      (
        .dateTime,
        [
          "", "2024-03-07", "2024-03-07T", "T09:30", "2024-03-07T24:00", "2024-03-07T09",
          "2024-03-07T09:60", "2024-03-07T09:30:61", "2024-03-07T09:30:00.", "2024-03-07T09:30ZZ",
          "2024-02-30T09:30:00Z", "2024-03-07T9:30", "2024-03-07T09:30:00+2",
        ]
      ),
      (.time, ["", "9:30", "24:00", "09:30:", "09:30:00:00", "ab:cd", "09.30", "-09:30"]),
      (
        .email, ["", "a", "@b.co", "a@", "a@b", "a@b.", "a@.co", "a b@c.de", "a@b@c.de", "a@b..co"]
      ),
      (.uri, ["", "example.org", ":x", "1a:b", "a:", "https://exa mple.org", "ä:b", "/path:a"]),
      (
        .uuid,
        [
          "", "12345678-1234-1234-1234-123456789ab", "12345678123412341234123456789abc",
          "g2345678-1234-1234-1234-123456789abc", "１2345678-1234-1234-1234-123456789abc",
        ]
      ),
    ] as [(StringFormat, [String])])
  func refuses(format: StringFormat, texts: [String]) {
    for text in texts { #expect(!format.matches(text), "\(text)") }
  }

  @Test("a hostile text is refused in linear time", arguments: StringFormat.allCases)
  func hostile(format: StringFormat) {
    for piece in ["-", ":", "@", ".", "1", "a@a."] {
      #expect(!format.matches(String(repeating: piece, count: 100_000) + " "))
    }
  }

  @Test("days are ordered, padded and checked against the calendar")
  func calendar() throws {
    let day = try #require(CalendarDate(year: 2024, month: 2, day: 29))
    let next = try #require(CalendarDate(iso: "2024-03-01"))
    #expect(day < next && !(next < day))
    #expect(day.description == "2024-02-29")
    #expect(CalendarDate(year: 7, month: 1, day: 2)?.description == "0007-01-02")
    for (year, month, dayOfMonth) in [
      (2023, 2, 29), (2100, 2, 29), (2024, 4, 31), (2024, 0, 1), (0, 1, 1),
    ] {
      #expect(CalendarDate(year: year, month: month, day: dayOfMonth) == nil)
    }
  }
}
