import HTTPTypes
import Hummingbird

/// `GET /` and `/docs`: pages for people, with what they are made of.
enum PageRoutes {
  /// Nothing is loaded from elsewhere, nothing runs that is not the service's own, and no other page
  /// may show it in a frame.
  private static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' "
    + "data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  static let routes = [
    page("/", PageText.html, "text/html"), page("/page.css", PageStyle.css, "text/css"),
    page("/page.js", PageScript.javaScript, "text/javascript"),
    page("/docs", DocsText.html, "text/html"),
    page("/docs.js", DocsText.javaScript, "text/javascript"),
  ]

  private static func page(_ path: String, _ text: String, _ type: String) -> Route {
    let body = ByteBuffer(string: text)
    return Route(.get, path, scope: nil) { _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "\(type); charset=utf-8", .contentSecurityPolicy: policy,
          .cacheControl: "no-cache",
        ], body: ResponseBody(byteBuffer: body))
    }
  }
}
