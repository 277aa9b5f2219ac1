import Crypto

/// Names things by what they hold.
public enum ContentHash {
  /// SHA-256 of the parts as 64 hexadecimal digits; each part counts with its length, so that
  /// moving a byte from one part to the next gives another hash.
  public static func sha256(_ parts: String...) -> String {
    var hash = SHA256()
    for part in parts {
      var part = part
      part.withUTF8 { bytes in
        withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
      }
    }
    return hexadecimal(hash.finalize())
  }

  /// SHA-256 of bytes as they are, as `sha256sum` prints it.
  public static func sha256(bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  /// The first 16 digits of the hash: an id that people can read out.
  static func short(_ parts: String...) -> String {
    var all = ""
    for part in parts { all += sha256(part) }
    return String(sha256(all).prefix(16))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
