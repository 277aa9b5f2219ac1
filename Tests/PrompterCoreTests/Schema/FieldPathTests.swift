import PrompterCore
import Testing

@Suite struct FieldPathTests {
  @Test(
    "a path is written as users write it, and read back",
    arguments: [
      (FieldPath.root, "$"), (.root.key("total"), "total"),
      (.root.key("vendor").key("name"), "vendor.name"),
      (.root.key("items").index(2).key("price"), "items[2].price"),
      (.root.key("items").each.key("price"), "items[].price"), (.root.index(0), "[0]"),
      (.root.each.each, "[][]"), (.root.key("a.b"), #"["a.b"]"#), (.root.key(""), #"[""]"#),
      (.root.key("a").key("x[0]").key("y"), #"a["x[0]"].y"#),
      (.root.key("say \"hi\""), #"["say \"hi\""]"#), (.root.key("$"), #"["$"]"#),
      (.root.key("größe m²").key("価格"), "größe m².価格"), (.root.key("back\\slash"), "back\\slash"),
    ])
  func description(path: FieldPath, text: String) {
    #expect(path.description == text)
    #expect(FieldPath(text) == path)
  }

  @Test(
    "every key survives, even one that would join the mark before it",
    arguments: [
      "\u{301}x", "a\u{301}", ".\u{301}", "[\u{301}", "\"\u{301}", "]", "\u{200D}", "\n", " ",
      "\r\n", "\\", "\\\"", "👩‍👩‍👧", "\u{0}",
    ])
  func anyKey(key: String) {
    for path in [FieldPath.root.key(key), .root.key("a").key(key).key("b"), .root.each.key(key)] {
      #expect(FieldPath(path.description) == path)
    }
  }

  @Test(
    "malformed paths are refused",
    arguments: [
      "", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a[1", "a]b", "a[1]b", "[\"a\"",
      "[\"a]", "[\"a\\", "a[99999999999999999999]", "a[+1]", "a[ 1]", "a.[0]",
    ])
  func malformed(text: String) {
    #expect(FieldPath(text) == nil)
  }

  @Test("indices become 'each' in the field that a value belongs to")
  func field() {
    let path = FieldPath.root.key("a").index(3).key("b").index(0)
    #expect(path.field.description == "a[].b[]")
    #expect(path.parent.description == "a[3].b")
    #expect(FieldPath.root.parent == .root)
    #expect(path.isWithin(.root.key("a")) && path.isWithin(path))
    #expect(!FieldPath.root.key("ab").isWithin(.root.key("a")))
  }

  @Test("a value is found by its concrete path and by no other")
  func lookUp() throws {
    let value: JSONValue = ["a": [["b": 1], ["b": nil]], "a.b": 2]
    func found(_ text: String) throws -> JSONValue? { value[try #require(FieldPath(text))] }
    #expect(try found("a[0].b") == 1)
    #expect(try found("a[1].b") == JSONValue.null)
    #expect(try found(#"["a.b"]"#) == 2)
    #expect(try found("$") == value)
    for missing in ["a[2]", "a.b", "b", "a[].b", "a[0].b.c"] { #expect(try found(missing) == nil) }
  }
}
