import CXML2

/// Reads the text of HTML pages, however broken, through libxml2's parser.
enum HTMLReader {
  /// A page that is nested deeper is refused: nothing that people write is.
  static let maximumDepth = 1_000

  /// What a page says, with its headings, lists and tables.
  ///
  /// Nothing that the page refers to is looked up.
  /// Throws `DocumentFault`.
  static func text(_ bytes: [UInt8]) throws -> String {
    if let name = TextEncoding.binaryFormat(bytes) {
      throw DocumentFault(.wrongFormat, "is no HTML, but a \(name) file")
    }
    let text = try decoded(bytes)
    let run = Run()
    try run.parse(HTMLCleaner.clean(Array(text.utf8)))
    guard !run.text.isEmpty else {
      throw DocumentFault(.empty, "holds no text")
    }
    return run.text.text
  }

  /// By its mark, or as it says of itself within its first bytes, or as its bytes look.
  private static func decoded(_ bytes: [UInt8]) throws -> String {
    if TextEncoding.marked(bytes) == nil, !bytes.contains(0),
      let charset = DeclaredCharset.html(bytes),
      let text = NamedCharset.text(bytes, charset: charset)
    {
      return text
    }
    return try TextEncoding.text(bytes)
  }

  /// One run of the parser.
  private final class Run {
    var text = HTMLText()
    private var context: htmlParserCtxtPtr?
    private var isTooDeep = false

    func parse(_ bytes: [UInt8]) throws {
      _ = LibXML.isReady
      guard !bytes.isEmpty, bytes.count <= Int(Int32.max) else { return }
      try bytes.withUnsafeBytes { buffer in
        let start = buffer.assumingMemoryBound(to: CChar.self).baseAddress
        guard let context = htmlCreateMemoryParserCtxt(start, Int32(buffer.count)) else {
          throw DocumentFault(.unreadable, "cannot be parsed: no memory")
        }
        self.context = context
        defer {
          self.context = nil
          // The tree that handlers of ours never built.
          xmlFreeDoc(context.pointee.myDoc)
          context.pointee.myDoc = nil
          htmlFreeParserCtxt(context)
        }
        let options =
          HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue
          | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
          | HTML_PARSE_IGNORE_ENC.rawValue
        htmlCtxtUseOptions(context, Int32(options))
        xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
        context.pointee.sax.pointee = Self.handlers
        context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
        htmlParseDocument(context)
      }
      if isTooDeep {
        throw DocumentFault(
          .malformed, "is nested deeper than \(HTMLReader.maximumDepth) tags")
      }
    }

    private static func run(_ pointer: UnsafeMutableRawPointer?) -> Run? {
      pointer.map { Unmanaged<Run>.fromOpaque($0).takeUnretainedValue() }
    }

    private static var handlers: htmlSAXHandler {
      var handlers = htmlSAXHandler()
      handlers.startElement = { pointer, name, attributes in
        guard let run = Run.run(pointer), let name else { return }
        run.text.start(String(cString: name), LibXML.pairs(attributes))
        if run.text.depth > HTMLReader.maximumDepth {
          run.isTooDeep = true
          xmlStopParser(run.context)
        }
      }
      handlers.endElement = { pointer, name in
        guard let run = Run.run(pointer), let name else { return }
        run.text.end(String(cString: name))
      }
      handlers.characters = { pointer, bytes, count in
        Run.run(pointer)?.text.characters(
          UnsafeBufferPointer(start: bytes, count: Int(count)))
      }
      handlers.ignorableWhitespace = handlers.characters
      handlers.cdataBlock = handlers.characters
      return handlers
    }
  }
}
