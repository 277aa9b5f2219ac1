import Foundation
import Glibc

/// Opens files that hold one document and reads them as a whole, up to a bound.
enum FileBytes {
  /// The longest file of text, HTML, XML or mail, also after it was expanded.
  static let maximumCount = 64 << 20

  /// Opens a regular file.
  ///
  /// Who waits for a writer at the other end of a pipe would wait for ever: such files are refused.
  ///
  /// - Returns: the file and its size.
  /// Throws `DocumentFault`.
  static func open(_ path: FilePath, maximum: Int) throws -> (handle: FileHandle, size: Int) {
    let descriptor = path.withPointer { Glibc.open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw DocumentFault(.unreadable, "cannot be read: \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      throw DocumentFault(.unreadable, "cannot be read: \(String(cString: strerror(errno)))")
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw DocumentFault(.unreadable, "is no regular file")
    }
    guard information.st_size <= maximum else { throw tooLarge(maximum) }
    return (handle, Int(information.st_size))
  }

  /// The bytes of a file.
  ///
  /// - Parameter isGzip: whether it is expanded.
  /// Throws `DocumentFault`.
  static func read(_ path: FilePath, isGzip: Bool, maximum: Int = maximumCount) throws -> [UInt8] {
    let (handle, size) = try open(path, maximum: maximum)
    var source: any ByteSource = FileSource(handle)
    if isGzip { source = try GzipSource(source) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(isGzip ? 0 : size)
    while let piece = try source.next() {
      guard bytes.count + piece.count <= maximum else { throw tooLarge(maximum) }
      bytes.append(contentsOf: piece)
    }
    return bytes
  }

  static func tooLarge(_ maximum: Int) -> DocumentFault {
    DocumentFault(.tooLarge, "is larger than \(maximum >> 20) MiB")
  }
}
