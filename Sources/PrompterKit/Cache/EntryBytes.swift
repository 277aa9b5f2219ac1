import PrompterCore

/// An entry of the cache that was not written by this program, or has changed since.
struct DamagedEntry: Error {}

/// Puts numbers into bytes.
struct ByteWriter {
  var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// A whole number, seven bits a byte, lowest first.
  mutating func put(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A whole number that may be below 0: 0, -1, 1, -2, … become 0, 1, 2, 3, ….
  mutating func put(signed value: Int) {
    put(UInt64(bitPattern: Int64(value << 1) ^ Int64(value >> 63)))
  }

  /// A count and a number, with what is put between them.
  mutating func put(
    _ count: UInt64, with number: Double, between: (inout [UInt8]) -> Void = { _ in }
  ) {
    let narrow = Float32(number)
    let isWide = Double(narrow) != number
    put(count << 1 | (isWide ? 1 : 0))
    between(&bytes)
    if isWide { put(bits: number.bitPattern) } else { put(bits: narrow.bitPattern) }
  }

  private mutating func put(bits: some FixedWidthInteger) {
    withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Takes numbers out of bytes that may hold anything.
struct ByteReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position == bytes.count }

  private var left: Int { bytes.count - position }

  mutating func byte() throws(DamagedEntry) -> UInt8 {
    guard position < bytes.count else { throw DamagedEntry() }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func word() throws(DamagedEntry) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw DamagedEntry() }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
      guard shift <= 63 else { throw DamagedEntry() }
    }
  }

  /// A whole number that may be below 0.
  mutating func signed() throws(DamagedEntry) -> Int {
    let value = try word()
    return Int(truncatingIfNeeded: value >> 1) ^ -Int(truncatingIfNeeded: value & 1)
  }

  /// A whole number that may not be below 0, although its form would allow it.
  mutating func natural() throws(DamagedEntry) -> Int {
    let value = try signed()
    guard value >= 0 else { throw DamagedEntry() }
    return value
  }

  /// How many things follow, each of so many bytes at least.
  mutating func count(ofSize size: Int = 1) throws(DamagedEntry) -> Int {
    try bounded(word(), size)
  }

  /// How many things follow, and whether the next number is of 64 bits.
  mutating func flaggedCount(ofSize size: Int) throws(DamagedEntry) -> (Int, isWide: Bool) {
    let value = try word()
    return (try bounded(value >> 1, size), value & 1 == 1)
  }

  private func bounded(_ count: UInt64, _ size: Int) throws(DamagedEntry) -> Int {
    guard count <= UInt64(left / size) else { throw DamagedEntry() }
    return Int(count)
  }

  /// A text of so many bytes.
  mutating func text(_ count: Int) throws(DamagedEntry) -> String {
    guard count <= left else { throw DamagedEntry() }
    defer { position += count }
    let part = UnsafeBufferPointer(rebasing: bytes[position..<position + count])
    // To validate takes three times as long, and the checksum has found what fell over.
    return String(decoding: part, as: UTF8.self)
  }

  /// A finite number.
  mutating func number(isWide: Bool) throws(DamagedEntry) -> Double {
    let number =
      isWide
      ? Double(bitPattern: try bits()) : Double(Float32(bitPattern: try bits()))
    guard number.isFinite else { throw DamagedEntry() }
    return number
  }

  private mutating func bits<Bits: FixedWidthInteger>() throws(DamagedEntry) -> Bits {
    let size = MemoryLayout<Bits>.size
    guard size <= left else { throw DamagedEntry() }
    defer { position += size }
    return Bits(
      littleEndian: UnsafeRawBufferPointer(bytes)
        .loadUnaligned(fromByteOffset: position, as: Bits.self))
  }
}
