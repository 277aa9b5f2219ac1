import CZlib
import Foundation

/// Expands what gzip wrote, a piece at a time; several gzip files in a row count as one.
struct GzipSource: ByteSource {
  /// A few bytes may stand for a thousand times as many, and nothing that people write does: what
  /// expands further than this is refused, once it is longer than `tolerated`.
  static let maximumRatio = 200
  static let tolerated = 32 << 20
  private static let pieceSize = 1 << 18

  /// A stream of zlib, which must stay in its place and be ended once.
  private final class Stream {
    var state = z_stream()

    init?() {
      guard czlib_inflate_gzip(&state) == Z_OK else { return nil }
    }

    deinit { inflateEnd(&state) }
  }

  private var source: any ByteSource
  private let stream: Stream
  private var input: ArraySlice<UInt8> = []
  private var (read, written) = (0, 0)
  /// Whether a gzip file has begun and not ended.
  private var isInside = false
  private var isAtEnd = false

  init(_ source: any ByteSource) throws {
    guard let stream = Stream() else {
      throw DocumentFault(.unreadable, "cannot be expanded: no memory")
    }
    self.source = source
    self.stream = stream
  }

  mutating func next() throws -> [UInt8]? {
    while !isAtEnd {
      if input.isEmpty {
        guard let more = try source.next() else {
          isAtEnd = true
          guard !isInside, read > 0 else {
            throw DocumentFault(.malformed, "is cut off: the end of its gzip data is missing")
          }
          return nil
        }
        read += more.count
        input = more[...]
      }
      let piece = try inflate()
      written += piece.count
      guard written <= max(Self.tolerated, read * Self.maximumRatio) else {
        throw DocumentFault(.tooLarge, "expands to more than \(Self.maximumRatio) times its size")
      }
      if !piece.isEmpty { return piece }
    }
    return nil
  }

  /// Expands some of the input.
  private mutating func inflate() throws -> [UInt8] {
    if !isInside {
      // What follows a whole gzip file and does not begin another one is filling.
      guard input.first == 0x1F || read == input.count else {
        isAtEnd = true
        return []
      }
      guard inflateReset(&stream.state) == Z_OK else {
        throw DocumentFault(.malformed, "cannot be expanded")
      }
      isInside = true
    }
    var status = Z_OK
    var used = 0
    let (stream, input) = (stream, input)
    let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { output, count in
      input.withUnsafeBufferPointer { bytes in
        stream.state.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.state.avail_in = UInt32(bytes.count)
        stream.state.next_out = output.baseAddress
        stream.state.avail_out = UInt32(Self.pieceSize)
        status = CZlib.inflate(&stream.state, Z_NO_FLUSH)
        used = bytes.count - Int(stream.state.avail_in)
        count = Self.pieceSize - Int(stream.state.avail_out)
      }
    }
    self.input = input.dropFirst(used)
    switch status {
    case Z_STREAM_END: isInside = false
    case Z_OK, Z_BUF_ERROR: break
    default: throw DocumentFault(.wrongFormat, "is no gzip file, or a damaged one")
    }
    return piece
  }
}
