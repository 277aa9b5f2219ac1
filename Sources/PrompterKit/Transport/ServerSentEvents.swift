/// Reads server-sent events from bytes that arrive in pieces of any size.
///
/// Follows the WHATWG HTML standard, section 9.2: lines end with CR, LF or both; `data` lines are
/// joined by a line feed; comments, `id`, `retry` and unknown fields are passed over.
public struct ServerSentEvents: Sendable {
  /// One event.
  public struct Event: Hashable, Sendable {
    /// The event's type, `message` when the server named none.
    public var event: String
    /// The event's data.
    public var data: String

    /// Makes an event.
    public init(event: String = "message", data: String) {
      self.event = event
      self.data = data
    }
  }

  /// A line or event is longer than allowed.
  public struct TooLong: Error, Hashable, Sendable, CustomStringConvertible {
    /// The most bytes allowed.
    public let maximumBytes: Int
    /// The fault in words.
    public var description: String {
      "the server sent an event of more than \(maximumBytes) bytes"
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let maximumBytes: Int
  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var event = ""
  private var sawCarriageReturn = false
  private var isFirstLine = true

  /// Makes a reader; no line and no event's data may be longer than `maximumBytes`.
  public init(maximumBytes: Int = 1 << 20) {
    self.maximumBytes = maximumBytes
  }

  /// Takes the next bytes and returns the events that they complete.
  ///
  /// Throws `TooLong`; the reader is of no use afterwards.
  public mutating func append(_ bytes: [UInt8]) throws(TooLong) -> [Event] {
    var events: [Event] = []
    var rest = bytes[...]
    if sawCarriageReturn, let first = rest.first {
      sawCarriageReturn = false
      if first == 0x0A { rest = rest.dropFirst() }
    }
    while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
      try extend(rest[..<end])
      if let event = try endLine() { events.append(event) }
      let isCarriageReturn = rest[end] == 0x0D
      rest = rest[(end + 1)...]
      if isCarriageReturn {
        if rest.isEmpty {
          sawCarriageReturn = true
        } else if rest.first == 0x0A {
          rest = rest.dropFirst()
        }
      }
    }
    try extend(rest)
    return events
  }

  /// Returns the last event when the stream ended without the blank line that should close it.
  ///
  /// The standard drops such an event; some model servers leave the blank line out.
  public mutating func finish() throws(TooLong) -> Event? {
    if !line.isEmpty { _ = try endLine() }
    return takeEvent()
  }

  private mutating func extend(_ bytes: ArraySlice<UInt8>) throws(TooLong) {
    guard line.count + bytes.count <= maximumBytes else {
      throw TooLong(maximumBytes: maximumBytes)
    }
    line.append(contentsOf: bytes)
  }

  private mutating func endLine() throws(TooLong) -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    var text = line[...]
    if isFirstLine {
      isFirstLine = false
      if text.starts(with: Self.byteOrderMark) { text = text.dropFirst(3) }
    }
    if text.isEmpty { return takeEvent() }
    let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
    var value = text[min(colon + 1, text.endIndex)...]
    if value.first == 0x20 { value = value.dropFirst() }
    if text[..<colon].elementsEqual("data".utf8) {
      guard data.count + value.count + (hasData ? 1 : 0) <= maximumBytes else {
        throw TooLong(maximumBytes: maximumBytes)
      }
      if hasData { data.append(0x0A) }
      data.append(contentsOf: value)
      hasData = true
    } else if text[..<colon].elementsEqual("event".utf8) {
      event = String(decoding: value, as: UTF8.self)
    }
    return nil
  }

  private mutating func takeEvent() -> Event? {
    defer {
      data.removeAll(keepingCapacity: true)
      hasData = false
      event = ""
    }
    guard hasData else { return nil }
    return Event(
      event: event.isEmpty ? "message" : event, data: String(decoding: data, as: UTF8.self))
  }
}
