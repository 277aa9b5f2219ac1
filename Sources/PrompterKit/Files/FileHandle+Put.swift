package import Foundation
import Glibc

extension FileHandle {
  /// Writes all bytes, at once as far as the system can.
  ///
  /// Throws `FileError` with the system's reason when the disk is full or the reader is gone.
  package func put(_ bytes: [UInt8], to name: String) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.write(fileDescriptor, $0 + written, buffer.count - written) }
          ?? 0
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { throw FileError(name, "was closed by its reader") }
        throw FileError(name, "cannot be written: \(String(cString: strerror(errno)))")
      }
      written += count
    }
  }
}
