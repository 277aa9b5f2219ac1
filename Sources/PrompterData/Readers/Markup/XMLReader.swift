import CXML2

/// Reads the text of XML documents through libxml2's parser.
///
/// Nothing outside of the document is looked at. One that declares entities of its own is refused:
/// a few of them can stand for gigabytes, and people's documents have none.
enum XMLReader {
  static let maximumDepth = 1_000
  static let maximumElements = 1_000_000
  /// libxml2 compares each attribute with all others of its element.
  static let maximumAttributes = 1_000

  /// The values of a document with the names of their elements; of an XHTML page what it says.
  ///
  /// Throws `DocumentFault`.
  static func text(_ bytes: [UInt8]) throws -> String {
    if let name = TextEncoding.binaryFormat(bytes) {
      throw DocumentFault(.wrongFormat, "is no XML, but a \(name) file")
    }
    let text = try decoded(bytes)
    let body = Array(withoutDeclaration(text).utf8)
    guard body.contains(UInt8(ascii: "<")) else {
      throw DocumentFault(.wrongFormat, "is no XML")
    }
    guard mostAttributes(body) <= maximumAttributes else {
      throw DocumentFault(.malformed, "has a tag of more than \(maximumAttributes) attributes")
    }
    let run = Run()
    try run.parse(body)
    if run.root == "html" { return try HTMLReader.text(Array(text.utf8)) }
    let values = run.tree.text
    guard !values.isEmpty else { throw DocumentFault(.empty, "holds no text") }
    return values
  }

  private static func decoded(_ bytes: [UInt8]) throws -> String {
    if TextEncoding.marked(bytes) == nil, !bytes.contains(0),
      let charset = DeclaredCharset.xml(bytes),
      let text = NamedCharset.text(bytes, charset: charset)
    {
      return text
    }
    return try TextEncoding.text(bytes)
  }

  /// The declaration names an encoding that the text no longer has.
  private static func withoutDeclaration(_ text: String) -> Substring {
    let text = text.drop { $0.isWhitespace }
    guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return text }
    return text[end.upperBound...]
  }

  /// The most attributes that a tag can have: so often is an equals sign followed by a quote until
  /// the next `<`, which no tag has within.
  private static func mostAttributes(_ bytes: [UInt8]) -> Int {
    var (most, count, isValue) = (0, 0, false)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"): (count, isValue) = (0, false)
      case UInt8(ascii: "="): isValue = true
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if isValue { count += 1 }
        most = max(most, count)
        isValue = false
      case 0x20, 0x09, 0x0A, 0x0D: break
      default: isValue = false
      }
    }
    return most
  }

  /// One run of the parser.
  private final class Run {
    var tree = XMLTree()
    var root: String?
    private var context: xmlParserCtxtPtr?
    private var fault: DocumentFault?

    func parse(_ bytes: [UInt8]) throws {
      _ = LibXML.isReady
      try bytes.withUnsafeBytes { buffer in
        let start = buffer.assumingMemoryBound(to: CChar.self).baseAddress
        guard let context = xmlCreateMemoryParserCtxt(start, Int32(buffer.count)) else {
          throw DocumentFault(.unreadable, "cannot be parsed: no memory")
        }
        self.context = context
        defer {
          self.context = nil
          xmlFreeDoc(context.pointee.myDoc)
          context.pointee.myDoc = nil
          xmlFreeParserCtxt(context)
        }
        let options =
          XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        xmlCtxtUseOptions(context, Int32(options))
        xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
        context.pointee.sax.pointee = Self.handlers
        context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
        let status = xmlParseDocument(context)
        if let fault { throw fault }
        guard status == 0, context.pointee.wellFormed == 1 else {
          throw DocumentFault(.malformed, Self.reason(context))
        }
      }
    }

    private static func reason(_ context: xmlParserCtxtPtr) -> String {
      let line = context.pointee.lastError.line
      // The parser's own words may quote the document.
      return "is not well-formed XML" + (line > 0 ? ", line \(line)" : "")
    }

    private static func run(_ pointer: UnsafeMutableRawPointer?) -> Run? {
      pointer.map { Unmanaged<Run>.fromOpaque($0).takeUnretainedValue() }
    }

    private func stop(_ fault: DocumentFault) {
      self.fault = self.fault ?? fault
      xmlStopParser(context)
    }

    private func start(_ name: String, _ attributes: [(name: String, value: String)]) {
      if root == nil { root = name.lowercased() }
      tree.start(name, attributes)
      if tree.depth > XMLReader.maximumDepth {
        stop(
          DocumentFault(.malformed, "is nested deeper than \(XMLReader.maximumDepth) elements"))
      }
      if tree.count > XMLReader.maximumElements {
        stop(DocumentFault(.tooLarge, "has more than \(XMLReader.maximumElements) elements"))
      }
    }

    private static var handlers: xmlSAXHandler {
      var handlers = xmlSAXHandler()
      handlers.startElement = { pointer, name, attributes in
        guard let name else { return }
        Run.run(pointer)?.start(String(cString: name), LibXML.pairs(attributes))
      }
      handlers.endElement = { pointer, _ in Run.run(pointer)?.tree.end() }
      handlers.characters = { pointer, bytes, count in
        Run.run(pointer)?.tree.characters(UnsafeBufferPointer(start: bytes, count: Int(count)))
      }
      handlers.cdataBlock = handlers.characters
      handlers.entityDecl = { pointer, _, _, _, _, _ in
        Run.run(pointer)?.stop(
          DocumentFault(.malformed, "declares entities of its own, which are not expanded"))
      }
      return handlers
    }
  }
}
