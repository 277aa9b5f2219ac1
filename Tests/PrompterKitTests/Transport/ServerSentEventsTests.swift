import Testing

@testable import PrompterKit

@Suite("server-sent events")
struct ServerSentEventsTests {
  typealias Event = ServerSentEvents.Event

  static let cases: [(text: String, events: [Event])] = [
    ("data: one\n\ndata: two\n\n", [Event(data: "one"), Event(data: "two")]),
    ("data:a\r\rdata:b\r\n\r\n", [Event(data: "a"), Event(data: "b")]),
    ("event: delta\ndata: {\ndata: }\n\n", [Event(event: "delta", data: "{\n}")]),
    (": comment\nid: 7\nretry: 10\nunknown: x\ndata: y\n\n", [Event(data: "y")]),
    ("data\n\n", [Event(data: "")]),
    ("data:  two spaces\n\n", [Event(data: " two spaces")]),
    ("event: lost\n\ndata: kept\n\n", [Event(data: "kept")]),
    ("\u{FEFF}data: marked\n\n", [Event(data: "marked")]),
    ("\n\n\n", []),
    ("data: grün 🌍\r\n\r\ndata: [DONE]\n\n", [Event(data: "grün 🌍"), Event(data: "[DONE]")]),
    ("data: unfinished\n", []),
    ("dataset: no\ndat: no\n\n", []),
  ]

  @Test("every way to cut the bytes gives the same events", arguments: cases)
  func pieces(text: String, events: [Event]) throws {
    let bytes = Array(text.utf8)
    for size in 1...max(1, bytes.count) {
      var parser = ServerSentEvents()
      var found: [Event] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        found += try parser.append(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(found == events, "pieces of \(size)")
    }
  }

  @Test("an event without its closing blank line is there at the end, if asked for")
  func unfinished() throws {
    var parser = ServerSentEvents()
    #expect(try parser.append(Array("event: e\ndata: x\ndata: y".utf8)) == [])
    #expect(try parser.finish() == Event(event: "e", data: "x\ny"))
    #expect(try parser.finish() == nil)
  }

  @Test("bytes that are not UTF-8 are replaced")
  func invalid() throws {
    var parser = ServerSentEvents()
    #expect(
      try parser.append(Array("data: ".utf8) + [0xFF, 0x0A, 0x0A]) == [Event(data: "\u{FFFD}")])
  }

  @Test("a line or an event over the limit is refused, one at the limit is not")
  func limits() throws {
    var atLimit = ServerSentEvents(maximumBytes: 10)
    #expect(try atLimit.append(Array("data: 1234\n\n".utf8)) == [Event(data: "1234")])
    var longLine = ServerSentEvents(maximumBytes: 10)
    #expect(throws: ServerSentEvents.TooLong.self) {
      for byte in "data: 12345".utf8 { _ = try longLine.append([byte]) }
    }
    var longEvent = ServerSentEvents(maximumBytes: 10)
    #expect(throws: ServerSentEvents.TooLong.self) {
      _ = try longEvent.append(Array("data: 1234\ndata: 5678\ndata: 9\n".utf8))
    }
  }
}
