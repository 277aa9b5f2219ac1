import Foundation
import Glibc

/// The path of a file as the system keeps it: bytes that need not be text.
struct FilePath: Hashable, Sendable {
  /// Without the ending zero.
  let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  init(_ path: String) { bytes = Array(path.utf8) }

  /// As text; bytes that are none are shown as `\xFF`, so that two names never look the same.
  var text: String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return bytes.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// A path below this one.
  func appending(_ name: [UInt8]) -> FilePath {
    let slash = bytes.isEmpty || bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
    return FilePath(bytes + slash + name)
  }

  /// Calls a function of the system with the path.
  func withPointer<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        // The buffer ends with a zero, so that it has a first element.
        characters.baseAddress.map(body) ?? "".withCString(body)
      }
    }
  }
}
