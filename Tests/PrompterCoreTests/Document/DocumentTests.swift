import PrompterCore
import Testing

@Suite struct DocumentTests {
  @Test("a document without an id is named by its content")
  func contentID() {
    let document = Document(text: "hello")
    #expect(document.id == Document(text: "hello").id)
    #expect(document.id != Document(text: "hello ").id)
    #expect(document.id.count == 16)
    let image = Document.Image(mediaType: "image/png", base64: "AAAA")
    #expect(document.id != Document(text: "hello", images: [image]).id)
    #expect(Document(id: "x", text: "hello").id == "x")
  }

  @Test("the hash of the content does not look at the id")
  func contentHash() {
    #expect(Document(id: "a", text: "t").contentHash == Document(id: "b", text: "t").contentHash)
    #expect(Document(text: "t").contentHash != Document(text: "u").contentHash)
    #expect(Document(text: "a: 1").contentHash != Document(input: ["a": 1]).contentHash)
    let one = Document(text: "t", images: [.init(mediaType: "image/png", base64: "AA")])
    #expect(one.contentHash != Document(text: "t").contentHash)
  }

  @Test("named inputs become lines of text, in their order")
  func inputs() {
    let input: JSONObject = ["b": "two\nlines", "a": 1.5, "c": ["x", nil]]
    let document = Document(input: input)
    #expect(document.text == "b: two\nlines\na: 1.5\nc: [\"x\", null]")
    #expect(document.input == input)
    let swapped: JSONObject = ["a": 1.5, "b": "two\nlines", "c": ["x", nil]]
    #expect(Document(input: swapped).id == document.id)
  }
}
