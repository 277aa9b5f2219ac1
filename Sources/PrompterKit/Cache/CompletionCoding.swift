import PrompterCore

/// How an answer is written into the cache.
///
/// A byte for the version, a checksum of four bytes, then: the reason of the end, the text, usage,
/// latency in nanoseconds, requests sent for it, and the tokens. Whole numbers are LEB128, zigzag
/// where they may be below 0. A token is where it starts after the end of the one before, its
/// length, and its number of alternatives; an alternative is its text. Both are followed by a
/// log-probability as a 32-bit float where that says it exactly, else of 64 bits; the lowest bit of
/// the whole number before tells which.
enum CompletionCoding {
  /// The first byte of what this writes.
  static let version: UInt8 = 2
  /// That of entries that do not say how many requests were sent: it was one.
  private static let plainVersion: UInt8 = 1
  /// Larger entries are neither written nor read.
  static let maximumBytes = 16 << 20
  /// The version and the checksum.
  private static let headBytes = 5

  /// An answer in bytes.
  static func bytes(_ completion: Completion) -> [UInt8] {
    var writer = ByteWriter(
      capacity: 64 + completion.text.utf8.count + 64 * completion.tokens.count)
    for _ in 0..<headBytes { writer.bytes.append(0) }
    writer.bytes.append(code(completion.finish))
    writer.put(UInt64(completion.text.utf8.count))
    writer.bytes.append(contentsOf: completion.text.utf8)
    writer.put(signed: completion.usage.input)
    writer.put(signed: completion.usage.output)
    writer.put(signed: nanoseconds(completion.latency))
    writer.put(signed: max(0, completion.attempts))
    writer.put(UInt64(completion.tokens.count))
    var end = 0
    for token in completion.tokens {
      writer.put(signed: token.range.lowerBound &- end)
      writer.put(signed: token.range.upperBound &- token.range.lowerBound)
      end = token.range.upperBound
      writer.put(UInt64(token.alternatives.count), with: token.logProbability)
      for alternative in token.alternatives {
        writer.put(UInt64(alternative.text.utf8.count), with: alternative.logProbability) {
          $0.append(contentsOf: alternative.text.utf8)
        }
      }
    }
    writer.bytes[0] = version
    seal(&writer.bytes)
    return writer.bytes
  }

  /// Puts the checksum into an entry.
  static func seal(_ bytes: inout [UInt8]) {
    guard bytes.count >= headBytes else { return }
    let sum = bytes.withUnsafeBufferPointer { checksum($0) }
    for index in 0..<4 { bytes[1 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
  }

  /// Reads an answer; nil when it is damaged, which counts as not cached.
  static func completion(_ bytes: UnsafeBufferPointer<UInt8>) -> Completion? {
    guard bytes.count <= maximumBytes else { return nil }
    // Before there was this format, entries were JSON.
    if bytes.first == UInt8(ascii: "{") {
      return (try? JSONParser.parse(Array(bytes))).flatMap(JSONCompletionCoding.completion)
    }
    guard bytes.count > headBytes, bytes[0] == version || bytes[0] == plainVersion else {
      return nil
    }
    let sum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[1 + $1]) << (8 * $1) }
    guard sum == checksum(bytes) else { return nil }
    var reader = ByteReader(bytes, from: headBytes)
    return try? completion(&reader, saysAttempts: bytes[0] == version)
  }

  private static func completion(
    _ reader: inout ByteReader, saysAttempts: Bool
  ) throws(DamagedEntry) -> Completion {
    let finish = try finish(reader.byte())
    let text = try reader.text(reader.count())
    let usage = Usage(input: try reader.natural(), output: try reader.natural())
    let latency = Duration.nanoseconds(try reader.natural())
    let attempts = saysAttempts ? try reader.natural() : 1
    // The shortest token takes 7 bytes, the shortest alternative 5: what is set aside for a count
    // stays in proportion to the bytes that are there.
    let count = try reader.count(ofSize: 7)
    var tokens: [Token] = []
    tokens.reserveCapacity(count)
    var end = 0
    for _ in 0..<count {
      let (start, isFar) = end.addingReportingOverflow(try reader.signed())
      let (next, isLong) = start.addingReportingOverflow(try reader.natural())
      guard !isFar, !isLong, start >= 0 else { throw DamagedEntry() }
      end = next
      let (count, isWide) = try reader.flaggedCount(ofSize: 5)
      let logProbability = try reader.number(isWide: isWide)
      var alternatives: [Token.Alternative] = []
      alternatives.reserveCapacity(count)
      for _ in 0..<count {
        let (length, isWide) = try reader.flaggedCount(ofSize: 1)
        alternatives.append(
          Token.Alternative(
            text: try reader.text(length), logProbability: try reader.number(isWide: isWide)))
      }
      tokens.append(
        Token(range: start..<end, logProbability: logProbability, alternatives: alternatives))
    }
    guard reader.isAtEnd else { throw DamagedEntry() }
    return Completion(
      text: text, finish: finish, tokens: tokens, usage: usage, attempts: attempts, latency: latency
    )
  }

  private static func code(_ finish: Completion.Finish) -> UInt8 {
    switch finish {
    case .stop: 0
    case .length: 1
    case .filtered: 2
    }
  }

  private static func finish(_ code: UInt8) throws(DamagedEntry) -> Completion.Finish {
    switch code {
    case 0: return .stop
    case 1: return .length
    case 2: return .filtered
    default: throw DamagedEntry()
    }
  }

  /// A duration of at most a century.
  private static func nanoseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(min(max(0, seconds), 3_155_760_000)) * 1_000_000_000
      + Int(max(0, attoseconds) / 1_000_000_000)
  }

  /// FNV-1a over words of eight bytes, folded; it is there for bits that fall over, not for foes.
  private static func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var index = headBytes
    let raw = UnsafeRawBufferPointer(bytes)
    while index + 8 <= raw.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      hash = (hash ^ word) &* 0x100_0000_01B3
      hash ^= hash >> 29
      index += 8
    }
    while index < raw.count {
      hash = (hash ^ UInt64(raw[index])) &* 0x100_0000_01B3
      index += 1
    }
    hash ^= hash >> 32
    return UInt32(truncatingIfNeeded: hash)
  }
}
