import Foundation

/// Small PDF files.
enum PDFFixture {
  /// One page a text, in a font that every reader has.
  static func pages(_ texts: [String]) -> [UInt8] {
    document(texts.map { $0.isEmpty ? "" : "BT /F1 12 Tf 20 100 Td (\($0)) Tj ET" })
  }

  /// A page that is a picture.
  static let scan = document(["q 200 0 0 100 0 0 cm /I Do Q"])

  private static func document(_ contents: [String]) -> [UInt8] {
    var objects = [
      "<</Type/Catalog/Pages 2 0 R>>", "",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
      stream(
        "x", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
      ),
    ]
    var pages: [String] = []
    for content in contents {
      objects.append(stream(content, ""))
      objects.append(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents \(objects.count) 0 R"
          + "/Resources<</Font<</F1 3 0 R>>/XObject<</I 4 0 R>>>>>>")
      pages.append("\(objects.count) 0 R")
    }
    objects[1] = "<</Type/Pages/Kids[\(pages.joined(separator: " "))]/Count \(pages.count)>>"
    var text = "%PDF-1.4\n"
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(text.utf8.count)
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = places.map {
      String(repeating: "0", count: 10 - "\($0)".count) + "\($0) 00000 n \n"
    }
    let start = text.utf8.count
    text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n" + table.joined()
    text += "trailer\n<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }

  private static func stream(_ content: String, _ keys: String) -> String {
    "<<\(keys)/Length \(content.utf8.count)>>stream\n\(content)\nendstream"
  }

  /// A file with the password "secret", made with qpdf.
  static let encrypted: [UInt8] = {
    let text = """
      JVBERi0xLjQKJb/3ov4KMSAwIG9iago8PCAvUGFnZXMgMiAwIFIgL1R5cGUgL0NhdGFsb2cgPj4KZW5kb2JqCjIgMCBvYmoK
      PDwgL0NvdW50IDIgL0tpZHMgWyAzIDAgUiA0IDAgUiBdIC9UeXBlIC9QYWdlcyA+PgplbmRvYmoKMyAwIG9iago8PCAvQ29u
      dGVudHMgNSAwIFIgL01lZGlhQm94IFsgMCAwIDMwMCAyMDAgXSAvUGFyZW50IDIgMCBSIC9SZXNvdXJjZXMgPDwgL0ZvbnQg
      PDwgL0YxIDYgMCBSID4+IC9YT2JqZWN0IDw8IC9JIDcgMCBSID4+ID4+IC9UeXBlIC9QYWdlID4+CmVuZG9iago0IDAgb2Jq
      Cjw8IC9Db250ZW50cyA4IDAgUiAvTWVkaWFCb3ggWyAwIDAgMzAwIDIwMCBdIC9QYXJlbnQgMiAwIFIgL1Jlc291cmNlcyA8
      PCAvRm9udCA8PCAvRjEgNiAwIFIgPj4gL1hPYmplY3QgPDwgL0kgNyAwIFIgPj4gPj4gL1R5cGUgL1BhZ2UgPj4KZW5kb2Jq
      CjUgMCBvYmoKPDwgL0xlbmd0aCA1MSAvRmlsdGVyIC9GbGF0ZURlY29kZSA+PgpzdHJlYW0KGwdxUX4EzqrS0qP0PyKGtrXu
      qLv86dsWc2vFbdbVBvg1CpX9zXk95qnD851Rf3bvkP29ZW5kc3RyZWFtCmVuZG9iago2IDAgb2JqCjw8IC9CYXNlRm9udCAv
      SGVsdmV0aWNhIC9TdWJ0eXBlIC9UeXBlMSAvVHlwZSAvRm9udCA+PgplbmRvYmoKNyAwIG9iago8PCAvQml0c1BlckNvbXBv
      bmVudCA4IC9Db2xvclNwYWNlIC9EZXZpY2VHcmF5IC9IZWlnaHQgMSAvU3VidHlwZSAvSW1hZ2UgL1R5cGUgL1hPYmplY3Qg
      L1dpZHRoIDEgL0xlbmd0aCA5IC9GaWx0ZXIgL0ZsYXRlRGVjb2RlID4+CnN0cmVhbQolGoBj4UwjtrdlbmRzdHJlYW0KZW5k
      b2JqCjggMCBvYmoKPDwgL0xlbmd0aCA1MCAvRmlsdGVyIC9GbGF0ZURlY29kZSA+PgpzdHJlYW0KunrfWSr5rZIAc1eD9TZs
      aQJq2dqgRAYBOAvR939B1Zwf7pxzOziV3Cp5JYrfQttfobhlbmRzdHJlYW0KZW5kb2JqCjkgMCBvYmoKPDwgL0ZpbHRlciAv
      U3RhbmRhcmQgL0xlbmd0aCA0MCAvTyA8OTJmZTBmNDQ1NGFkNGM5NjQ0NjkzZjMzYzA3Y2I1NGY1ODdkY2UxZTI2ODJmZTll
      Y2VhNjEwN2ExZWY2MzBkZD4gL1AgLTQgL1IgMiAvVSA8ZjI3NDk0ZGM3MjYwMThjMzk0MjJkYTZkYmYyODIyOWZlZTQzNzI3
      MzRlODkwNWY2NDQ4YzU1YjQ5MmE2ZmFiOD4gL1YgMSA+PgplbmRvYmoKeHJlZgowIDEwCjAwMDAwMDAwMDAgNjU1MzUgZiAK
      MDAwMDAwMDAxNSAwMDAwMCBuIAowMDAwMDAwMDY0IDAwMDAwIG4gCjAwMDAwMDAxMjkgMDAwMDAgbiAKMDAwMDAwMDI4MSAw
      MDAwMCBuIAowMDAwMDAwNDMzIDAwMDAwIG4gCjAwMDAwMDA1NTQgMDAwMDAgbiAKMDAwMDAwMDYyNCAwMDAwMCBuIAowMDAw
      MDAwNzk2IDAwMDAwIG4gCjAwMDAwMDA5MTYgMDAwMDAgbiAKdHJhaWxlciA8PCAvUm9vdCAxIDAgUiAvU2l6ZSAxMCAvSUQg
      WzwyMDliMDNhMTIzMDkyODgzNTI0OWFhOWFjNzgxNmE2YT48MjA5YjAzYTEyMzA5Mjg4MzUyNDlhYTlhYzc4MTZhNmE+XSAv
      RW5jcnlwdCA5IDAgUiA+PgpzdGFydHhyZWYKMTEyMgolJUVPRgo=
      """
    return Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
  }()
}
