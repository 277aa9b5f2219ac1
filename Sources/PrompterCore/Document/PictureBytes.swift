import Foundation

extension Document.Image {
  /// The largest picture that is read, in bytes.
  public static let maximumBytes = 20 << 20

  /// The endings of files that hold pictures, in lower case.
  public static let endings = ["png", "jpg", "jpeg", "webp", "gif"]

  /// Makes a picture of the bytes of a PNG, JPEG, WebP or GIF file; nil for anything else.
  ///
  /// The bytes say what it is, not a name.
  public init?(bytes: [UInt8]) {
    guard let type = Self.mediaType(of: bytes) else { return nil }
    self.init(mediaType: type, base64: Data(bytes).base64EncodedString())
  }

  private static func mediaType(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if bytes.starts(with: Array("GIF87a".utf8)) || bytes.starts(with: Array("GIF89a".utf8)) {
      return "image/gif"
    }
    if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "image/webp"
    }
    return nil
  }
}
