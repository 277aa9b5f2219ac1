import PrompterData
import PrompterTesting
import Testing

@Suite struct InputCountTests {
  @Test(
    "the count is what the readers find",
    arguments: [
      ("a.jsonl", "{\"text\":\"a\"}\n\n  \n{\"text\":\"b\"}\r\n{\"text\":\"c\"}", 3),
      ("a.jsonl", "{\"text\":\"a\"}\n", 1),
      ("a.csv", "id,text\r\n1,a\r\n2,\"b\nc \"\"d\"\"\n\"\r\n\r\n3,e", 3),
      ("a.csv", "id,text\n1,a\n", 1), ("a.txt", "a\nb\n", 1),
    ])
  func files(name: String, text: String, expected: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: name)
    #expect(InputReader.count(of: [path], first: nil) == expected)
    let documents = try InputReader.documents(of: [path], textColumn: nil, first: nil)
    #expect(documents.reduce(0) { count, _ in count + 1 } == expected)
  }

  @Test("folders and several inputs add up, and --first bounds the sum")
  func sums() throws {
    let folder = try TemporaryFolder()
    try folder.write("a", to: "in/a.txt")
    try folder.write("b", to: "in/deep/b.md")
    try folder.write("c", to: "in/c.bin")
    let lines = try folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", to: "b.jsonl")
    #expect(InputReader.count(of: [folder.path("in"), lines], first: nil) == 4)
    #expect(InputReader.count(of: [folder.path("in"), lines], first: 3) == 3)
  }

  @Test("what can be read only once is not counted", arguments: ["-", "/dev/null", "gone.jsonl"])
  func streams(input: String) {
    #expect(InputReader.count(of: [input], first: nil) == nil)
  }
}
