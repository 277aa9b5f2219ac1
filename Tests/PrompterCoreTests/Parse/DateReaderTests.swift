import Testing

@testable import PrompterCore

@Suite("Days in other styles")
struct DateReaderTests {
  @Test(
    "reads the seventh of March",
    arguments: [
      "2024-03-07", "2024/03/07", "2024.3.7", "20240307", "7 March 2024", "7. März 2024",
      "March 7, 2024", "March 7th, 2024", "7th of March 2024", "Mar. 7, 2024", "7-Mar-2024",
      "Thursday, 7 March 2024", "Thu, March 7, 2024", "2024 March 7", "7 mars 2024",
      "7 de marzo de 2024", "2024-03-07T09:30:00Z", " 7 MARCH 2024 ",
    ])
  func reads(text: String) {
    #expect(DateReader.read(text)?.description == "2024-03-07")
  }

  @Test(
    "reads a day above 12 wherever it stands",
    arguments: ["25/03/2024", "03/25/2024", "25.3.2024", "25-03-2024", "03-25-2024"])
  func readsByDay(text: String) {
    #expect(DateReader.read(text)?.description == "2024-03-25")
  }

  @Test("a day that is the month's number can be read both ways to the same end")
  func sameNumbers() {
    #expect(DateReader.read("05/05/2024")?.description == "2024-05-05")
  }

  @Test(
    "refuses what may be two days, or none",
    arguments: [
      "03/07/2024", "3.7.2024", "25/03/24", "7 March", "March 2024", "31 February 2024",
      "25/13/2024", "2024/25/03", "7 jui 2024", "ma 7 2024", "99999999", "12345678", "tomorrow", "",
      "due 7 March 2024 or later", "7/March/24", "7 8 2024", "03/25-2024", "2024-02-30",
    ])
  func refuses(text: String) {
    #expect(DateReader.read(text) == nil)
  }
}
