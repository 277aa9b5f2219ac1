import Foundation
import PrompterTesting
import Testing

@testable import PrompterData

@Suite("XML")
struct XMLReaderTests {
  private func text(_ xml: String) throws -> String { try XMLReader.text(Array(xml.utf8)) }

  @Test(
    "values stand with the names of their elements, below those around them",
    arguments: [
      (
        "<?xml version='1.0'?><Invoice xmlns='urn:x'><ID>4711</ID><Line nr='1'><Amount c='EUR'>1 &amp; 2"
          + "</Amount></Line></Invoice>",
        "Invoice\n  ID: 4711\n  Line (nr=1)\n    Amount (c=EUR): 1 & 2"
      ),
      ("<a:x xmlns:a='u'><a:y>1</a:y></a:x>", "x\n  y: 1"),
      ("<p>Some <b>bold <i>text</i></b>, here</p>", "p: Some bold text, here"),
      ("<a><![CDATA[1 < 2]]></a>", "a: 1 < 2"), ("<a><b/><c>x</c></a>", "a\n  b\n  c: x"),
      ("<a>\n  x\n  y\n</a>", "a: x y"), ("<!DOCTYPE a><a><!-- no -->x<?no no?></a>", "a: x"),
      ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>x</a>", "a: x"),
      (
        "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>A</h1><p>b</p></body></html>",
        "# A\n\nb"
      ),
    ])
  func values(xml: String, expected: String) throws {
    #expect(try text(xml) == expected)
  }

  @Test("encodings: what the declaration says, and UTF-16 with a mark")
  func encodings() throws {
    let latin =
      Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
    #expect(try XMLReader.text(latin) == "a: é")
    let wide = "<?xml version='1.0' encoding='UTF-16'?><a>é</a>".utf16
    #expect(
      try XMLReader.text([0xFE, 0xFF] + wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        == "a: é")
    #expect(
      try XMLReader.text(wide.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == "a: é", "no mark")
  }

  @Test("entities of its own, outside files and depth are refused")
  func hostile() throws {
    let folder = try TemporaryFolder()
    let secret = try folder.write("secret", to: "secret.txt")
    let laughs = (1...9).map {
      "<!ENTITY l\($0) '\(String(repeating: "&l\($0 - 1);", count: 10))'>"
    }
    let bombs = [
      "<!DOCTYPE a [<!ENTITY l0 'lol'>\(laughs.joined())]><a>&l9;</a>",
      "<!DOCTYPE a [<!ENTITY x SYSTEM 'file://\(secret)'>]><a>&x;</a>",
      "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file://\(secret)'> %x;]><a>x</a>",
      "<!DOCTYPE a [<!ENTITY x 'y'>]><a>x</a>",
    ]
    for bomb in bombs {
      let fault = #expect(throws: DocumentFault.self) { try text(bomb) }
      #expect(fault?.message == "declares entities of its own, which are not expanded")
    }
    #expect(throws: DocumentFault.self) { try text("<a>&nbsp;</a>") }
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(#expect(throws: DocumentFault.self) { try text(deep) }?.kind == .malformed)
    let attributes = (0..<200_000).map { "a\($0)='1'" }.joined(separator: " ")
    for hidden in ["", "<!-- <a \" -->", "<![CDATA[<a ']]>"] {
      let fault = #expect(throws: DocumentFault.self) {
        try text("<r>\(hidden)<x \(attributes)/></r>")
      }
      #expect(fault?.message == "has a tag of more than 1000 attributes")
    }
  }

  @Test(
    "what is cut off or no XML is told, with the line",
    arguments: [
      ("<a>\n<b>x</b>\n", "is not well-formed XML, line"),
      ("<a><b></a>", "is not well-formed XML, line 1"),
      ("", "is no XML"), ("just text", "is no XML"), ("<a/>", "holds no text"),
      ("%PDF-1.4", "is no XML, but a PDF file"),
    ])
  func broken(xml: String, message: String) {
    let fault = #expect(throws: DocumentFault.self) { try text(xml) }
    #expect(fault?.message.hasPrefix(message) == true, "\(fault?.message ?? "")")
  }
}
