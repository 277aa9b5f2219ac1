/// The parts of a `multipart/form-data` body.
struct MultipartForm {
  /// A part.
  struct Part {
    /// The name of the field.
    let name: String
    /// The name of the file; nil for a plain field.
    let fileName: String?
    /// What it is.
    let type: MediaType?
    /// What it holds.
    let bytes: ArraySlice<UInt8>
  }

  /// The most parts and the longest head of one that are read.
  private static let mostParts = 64
  private static let longestHead = 8_192

  let parts: [Part]

  /// Reads a body.
  ///
  /// Throws a problem, 400, when it is malformed.
  init(_ bytes: [UInt8], boundary: String) throws(Problem) {
    guard (1...70).contains(boundary.utf8.count) else {
      throw .badRequest("the multipart boundary must have 1 to 70 characters")
    }
    // Each boundary but the first follows a line break that belongs to it.
    let delimiter = Array("\r\n--\(boundary)".utf8)
    let body = (Array("\r\n".utf8) + bytes)[...]
    var parts: [Part] = []
    guard var start = Self.find(delimiter, in: body, from: 0) else {
      throw .badRequest("the multipart body has no boundary")
    }
    while true {
      start += delimiter.count
      if body[start...].starts(with: Array("--".utf8)) { break }
      guard let line = Self.find(Array("\r\n".utf8), in: body, from: start),
        let end = Self.find(delimiter, in: body, from: line)
      else { throw .badRequest("the multipart body ends too early") }
      guard parts.count < Self.mostParts else {
        throw .badRequest("the multipart body has more than \(Self.mostParts) parts")
      }
      parts.append(try Self.part(body[(line + 2)..<max(line + 2, end)]))
      start = end
    }
    self.parts = parts
  }

  /// The part of a name.
  func part(_ name: String) -> Part? { parts.first { $0.name == name } }

  /// The text of a plain field.
  func text(_ name: String) -> String? {
    part(name).flatMap { String(validating: $0.bytes, as: UTF8.self) }
  }

  private static func part(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Part {
    let gap = Array("\r\n\r\n".utf8)
    guard let end = find(gap, in: bytes, from: bytes.startIndex),
      end - bytes.startIndex <= longestHead,
      let head = String(validating: bytes[..<end], as: UTF8.self)
    else { throw .badRequest("a part of the multipart body has no head") }
    var name: String?
    var fileName: String?
    var type: MediaType?
    for line in head.split(separator: "\r\n") {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard sides.count == 2 else { continue }
      let value = String(sides[1].drop(while: \.isWhitespace))
      switch sides[0].lowercased() {
      case "content-disposition":
        // Its shape is that of a media type without a slash.
        let disposition = MediaType("form/" + value)
        name = disposition?.parameters["name"]
        fileName = disposition?.parameters["filename"]
      case "content-type": type = MediaType(value)
      default: break
      }
    }
    guard let name else { throw .badRequest("a part of the multipart body has no name") }
    return Part(name: name, fileName: fileName, type: type, bytes: bytes[(end + gap.count)...])
  }

  /// Where a few bytes stand first; in linear time for needles that begin with a rare byte.
  private static func find(
    _ needle: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int
  ) -> Int? {
    guard let first = needle.first, start <= bytes.endIndex else { return nil }
    var place = start
    while let next = bytes[place...].firstIndex(of: first) {
      if bytes[next...].starts(with: needle) { return next }
      place = next + 1
    }
    return nil
  }
}
