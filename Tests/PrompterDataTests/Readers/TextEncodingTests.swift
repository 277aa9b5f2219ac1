import Testing

@testable import PrompterData

@Suite("the encoding of text")
struct TextEncodingTests {
  private static func wide(_ text: String, isBig: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return isBig ? [high, low] : [low, high]
    }
  }

  @Test(
    "is told by a mark, by zeros, or by the bytes",
    arguments: [
      (Array("plain".utf8), "plain"), (Array("é€👍".utf8), "é€👍"), ([], ""),
      ([0xEF, 0xBB, 0xBF] + Array("é".utf8), "é"),
      ([0xFF, 0xFE] + wide("é€👍", isBig: false), "é€👍"),
      ([0xFE, 0xFF] + wide("é€👍", isBig: true), "é€👍"),
      (wide("Grüße\nan alle", isBig: false), "Grüße\nan alle"),
      (wide("Grüße\nan alle", isBig: true), "Grüße\nan alle"),
      (wide("Привет, мир\n", isBig: false), "Привет, мир\n"),
      ([0x63, 0x61, 0x66, 0xE9], "café"), ([0x80, 0x20, 0x93, 0x78, 0x94], "€ “x”"),
      (Array("ééééééééé".utf8.dropLast()), "éééééééé\u{FFFD}"),
      ([0xFF, 0xFE, 0x41], ""),
    ] as [([UInt8], String)])
  func told(bytes: [UInt8], expected: String) throws {
    #expect(try TextEncoding.text(bytes) == expected)
  }

  @Test(
    "what is no text is refused",
    arguments: [
      ([UInt8](repeating: 0, count: 10_000), "is no text"),
      ([0x1F, 0x8B, 8, 0], "is no text, but a gzip file"),
      (Array("%PDF-1.4".utf8), "is no text, but a PDF file"),
      ((0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }, "is no text"),
      ([UInt8](repeating: 1, count: 100), "is no text"),
    ] as [([UInt8], String)])
  func refused(bytes: [UInt8], message: String) {
    let fault = #expect(throws: DocumentFault.self) { try TextEncoding.text(bytes) }
    #expect(fault?.message == message)
  }
}
