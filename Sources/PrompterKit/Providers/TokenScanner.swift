import PrompterCore

/// Walks over JSON bytes without making values of them: a list of token probabilities is a hundred
/// times as long as the answer that it belongs to.
struct TokenScanner {
  /// The bytes are not the JSON that was expected.
  struct Malformed: Error {}

  private let bytes: UnsafeBufferPointer<UInt8>
  /// How far it has walked, in bytes.
  private(set) var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Calls the body at the value of each member; the body must walk over it.
  mutating func members(
    _ body: (_ scanner: inout TokenScanner, _ key: Slice<UnsafeBufferPointer<UInt8>>) throws -> Void
  ) throws {
    try expect(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return }
    repeat {
      try expect(UInt8(ascii: "\""))
      let start = place
      while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
        place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard place < bytes.count else { throw Malformed() }
      let key = bytes[start..<place]
      place += 1
      try expect(UInt8(ascii: ":"))
      try body(&self, key)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Calls the body at each item; the body must walk over it.
  mutating func items(_ body: (_ scanner: inout TokenScanner) throws -> Void) throws {
    try expect(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) { return }
    repeat { try body(&self) } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
  }

  /// Whether an array begins here.
  mutating func isAtArray() -> Bool {
    skipSpace()
    return place < bytes.count && bytes[place] == UInt8(ascii: "[")
  }

  /// Whether nothing but white space is left.
  mutating func isAtEnd() -> Bool {
    skipSpace()
    return place == bytes.count
  }

  /// Reads a string, or null as nil.
  mutating func text() throws -> String? {
    skipSpace()
    if place < bytes.count, bytes[place] == UInt8(ascii: "n") {
      try skip()
      return nil
    }
    var text: [UInt8] = []
    try string(into: &text)
    guard let text = String(validating: text, as: UTF8.self) else { throw Malformed() }
    return text
  }

  /// Appends the UTF-8 of a string.
  mutating func string(into text: inout [UInt8]) throws {
    try expect(UInt8(ascii: "\""))
    let start = place
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") {
        text.append(contentsOf: bytes[start..<(place - 1)])
        return
      }
      guard byte == UInt8(ascii: "\\") else { continue }
      // Escapes are rare: the strict parser reads the whole string.
      return try readEscaped(from: start, into: &text)
    }
    throw Malformed()
  }

  private mutating func readEscaped(from start: Int, into text: inout [UInt8]) throws {
    place = start
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard place < bytes.count else { throw Malformed() }
    place += 1
    guard case .string(let decoded)? = try? JSONParser.parse(bytes[(start - 1)..<place]) else {
      throw Malformed()
    }
    text.append(contentsOf: decoded.utf8)
  }

  /// Reads a number; it may differ from the nearest one in its last digit, which does not matter
  /// for a probability.
  mutating func number() throws -> Double {
    skipSpace()
    let isNegative = take(UInt8(ascii: "-"))
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    var isFraction = false
    while place < bytes.count {
      let byte = bytes[place]
      if UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
        if mantissa < 1_000_000_000_000_000_000 {
          mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
          if isFraction { exponent -= 1 }
        } else if !isFraction {
          exponent += 1
        }
        digits += 1
      } else if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      place += 1
    }
    guard digits > 0 else { throw Malformed() }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      place += 1
      exponent += try self.exponent()
    }
    let value = Self.scaled(mantissa, exponent)
    return isNegative ? -value : value
  }

  private mutating func exponent() throws -> Int {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    var value = 0
    let start = place
    while place < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[place] {
      if value < 10_000 { value = value * 10 + Int(bytes[place] - UInt8(ascii: "0")) }
      place += 1
    }
    guard place > start else { throw Malformed() }
    return isNegative ? -value : value
  }

  private static let powers: [Double] = (0...22).map { power in
    (0..<power).reduce(1.0) { product, _ in product * 10 }
  }

  private static func scaled(_ mantissa: UInt64, _ exponent: Int) -> Double {
    guard abs(exponent) > 22 else {
      return exponent < 0
        ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
    }
    // Spelt as a whole number: as a `Double` it would have an exponent of its own.
    return Double("\(mantissa)e\(exponent)") ?? 0
  }

  /// Walks over a value of any kind.
  mutating func skip() throws {
    skipSpace()
    guard place < bytes.count else { throw Malformed() }
    var depth = 0
    repeat {
      guard place < bytes.count else { throw Malformed() }
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
          place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place += 1
      default:
        if depth == 0 { skipScalar() }
      }
      guard depth >= 0 else { throw Malformed() }
    } while depth > 0
  }

  private mutating func skipScalar() {
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D: return
      default: place += 1
      }
    }
  }

  private mutating func skipSpace() {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws {
    guard take(byte) else { throw Malformed() }
  }
}

/// Whether raw bytes of a key are a name.
func ~= (name: StaticString, key: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
  name.utf8CodeUnitCount == key.count
    && key.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
}
