import CCurl
import Glibc

@testable import PrompterKit

/// A port on 127.0.0.1 that refuses connections: bound, so nobody else gets it, never listening.
final class DeadPort: Sendable {
  let port: Int
  private let descriptor: Int32

  init() {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { Glibc.close(descriptor) }
}

/// Values noted by closures that run on other threads.
final class Recorder<Value: Sendable>: Sendable {
  private let noted = Locked([Value]())

  /// What was noted so far.
  var values: [Value] { noted.withLock { $0 } }

  /// Notes one more.
  func add(_ value: Value) { noted.withLock { $0.append(value) } }
}

/// `{"answer": "forty-two forty-two …"}` (214 bytes) compressed by gzip.
let gzippedAnswer: [UInt8] = [
  0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0x4A, 0xCC, 0x2B, 0x2E,
  0x4F, 0x2D, 0x52, 0xB2, 0x52, 0x50, 0x4A, 0xCB, 0x2F, 0x2A, 0xA9, 0xD4, 0x2D, 0x29, 0xCF, 0x57,
  0x18, 0xDA, 0x2C, 0xA5, 0x5A, 0x00, 0xEC, 0x61, 0xD6, 0xA8, 0xD6, 0x00, 0x00, 0x00,
]

/// What `gzippedAnswer` holds.
let plainAnswer = #"{"answer": ""# + String(repeating: "forty-two ", count: 20) + #""}"#

/// A transport that takes no proxy from the environment it happens to run in.
func directTransport() -> CurlTransport {
  CurlTransport(configuration: CurlConfiguration(environment: [:]))
}

extension HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}
