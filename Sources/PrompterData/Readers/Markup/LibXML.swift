import CXML2

/// What every use of libxml2 needs.
enum LibXML {
  /// Whether the library is set up, which must be done once, before several threads use it.
  static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  /// Attributes as the parser hands them over: names and values by turns, and nil at the end.
  static func pairs(
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) -> [(name: String, value: String)] {
    guard let attributes else { return [] }
    var pairs: [(name: String, value: String)] = []
    var index = 0
    while let name = attributes[index] {
      pairs.append((String(cString: name), attributes[index + 1].map { String(cString: $0) } ?? ""))
      index += 2
    }
    return pairs
  }
}
