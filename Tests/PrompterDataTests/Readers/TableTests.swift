import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("tables")
struct TableTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ name: String, _ bytes: [UInt8], _ column: String? = nil) throws -> [String] {
    let path = folder.path(name)
    try Data(bytes).write(to: URL(filePath: path))
    return try InputReader.documents(of: [path], textColumn: column, first: nil).map {
      try $0.get().text
    }
  }

  @Test("tabs, semicolons, UTF-16 and Windows-1252, as spreadsheets write")
  func spreadsheets() throws {
    #expect(
      try read("a.tsv", Array("id\ttext\n1\ta,b;c\n2\t\"d\te\"\n".utf8)) == ["a,b;c", "d\te"])
    #expect(try read("a.csv", Array("id;text\n1;a,b\n2;\"c;d\"\n".utf8)) == ["a,b", "c;d"])
    #expect(try read("b.csv", Array("a;b,text\n1,x\n".utf8)) == ["x"])
    #expect(try read("c.csv", Array("text\ncaf".utf8) + [0xE9, 0x0A]) == ["café"])
    let wide = "text\tid\r\nGrüße 👍\t1\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try read("w.tsv", [0xFF, 0xFE] + wide) == ["Grüße 👍"])
  }

  @Test("any column is text, and a file that ends within a quote says where it began")
  func columns() throws {
    #expect(try read("a.csv", Array("n,note\n1,x\n".utf8), "n") == ["1"])
    try folder.write("text\na\n\"b\nc\n", to: "o.csv")
    let last = Array(
      try InputReader.documents(of: [folder.path("o.csv")], textColumn: nil, first: nil)
    ).last
    let error = #expect(throws: DataError.self) { _ = try last?.get() }
    #expect(error?.line == 3)
  }
}
