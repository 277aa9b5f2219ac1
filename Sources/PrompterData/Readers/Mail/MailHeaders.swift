/// The headers of a mail or of a part of one.
struct MailHeaders {
  private static let maximumCount = 2_000
  private static let maximumLength = 64 << 10

  private var fields: [(name: String, value: [UInt8])] = []

  /// Reads headers up to the empty line.
  ///
  /// - Returns: the headers and where the body begins.
  static func read(_ bytes: ArraySlice<UInt8>) -> (headers: MailHeaders, body: ArraySlice<UInt8>) {
    var headers = MailHeaders()
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
      var line = bytes[start..<end]
      if line.last == 0x0D { line.removeLast() }
      let next = min(end + 1, bytes.endIndex)
      if line.isEmpty { return (headers, bytes[next...]) }
      guard headers.add(line) else { return (headers, bytes[start...]) }
      start = next
    }
    return (headers, bytes[bytes.endIndex...])
  }

  /// Takes a line in; false when it is no header.
  private mutating func add(_ line: ArraySlice<UInt8>) -> Bool {
    if line.first == 0x20 || line.first == 0x09 {
      guard let last = fields.indices.last else { return false }
      if fields[last].value.count + line.count <= Self.maximumLength {
        fields[last].value.append(contentsOf: line)
      }
      return true
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      // The first line of a mailbox file.
      return fields.isEmpty && line.starts(with: "From ".utf8)
    }
    let name = line[..<colon]
    guard !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
    if fields.count < Self.maximumCount {
      fields.append(
        (
          String(decoding: name, as: UTF8.self).lowercased(),
          Array(line[(colon + 1)...].prefix(Self.maximumLength))
        ))
    }
    return true
  }

  /// Whether there is none.
  var isEmpty: Bool { fields.isEmpty }

  /// The bytes of a header; nil without one.
  private func raw(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

  /// A header as people read it, in one line; nil without one.
  func text(_ name: String) -> String? {
    guard let value = raw(name) else { return nil }
    let text = EncodedWords.decode(value).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    return text.isEmpty ? nil : text
  }

  /// A header's value before its parameters, in lower case, such as `text/html`.
  func value(_ name: String) -> String? {
    guard let value = raw(name) else { return nil }
    let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
    return String(decoding: value[..<end], as: UTF8.self).lowercased().filter { !$0.isWhitespace }
  }

  /// A parameter of a header, such as `charset`; nil without one.
  func parameter(_ parameter: String, of name: String) -> String? {
    guard let value = raw(name) else { return nil }
    for (key, text) in Self.parameters(value) where key == parameter { return text }
    return nil
  }

  /// The parameters of a header, read once from left to right.
  private static func parameters(_ value: [UInt8]) -> [(key: String, text: String)] {
    var parameters: [(key: String, text: String)] = []
    var index = value.firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
    while index < value.endIndex, parameters.count < 50 {
      index += 1
      let equals = value[index...].firstIndex(of: UInt8(ascii: "=")) ?? value.endIndex
      guard equals < value.endIndex else { break }
      let key = String(decoding: value[index..<equals], as: UTF8.self).lowercased()
        .filter { !$0.isWhitespace }
      index = equals + 1
      while index < value.endIndex, value[index] == 0x20 || value[index] == 0x09 { index += 1 }
      var text: [UInt8] = []
      if index < value.endIndex, value[index] == UInt8(ascii: "\"") {
        index += 1
        while index < value.endIndex, value[index] != UInt8(ascii: "\"") {
          if value[index] == UInt8(ascii: "\\"), index + 1 < value.endIndex { index += 1 }
          text.append(value[index])
          index += 1
        }
        index =
          value[min(index, value.endIndex)...].firstIndex(of: UInt8(ascii: ";"))
          ?? value.endIndex
      } else {
        let end = value[index...].firstIndex(of: UInt8(ascii: ";")) ?? value.endIndex
        text = value[index..<end].filter { $0 > 0x20 }
        index = end
      }
      parameters.append((key, EncodedWords.decode(text)))
    }
    return parameters
  }
}
