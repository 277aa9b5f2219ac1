import Testing

@testable import PrompterKit

@Suite("requests, headers and configuration as values")
struct HTTPValuesTests {
  @Test("no description of a request shows its query, headers, body or password")
  func redacted() {
    let request = HTTPRequest(
      method: "POST", url: "https://me:secret@api.example.com/v1/chat?key=secret#secret",
      headers: [("Authorization", "Bearer secret")], body: Array("secret".utf8))
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(request)", String(reflecting: request), "\([request])", dumped] {
      #expect(text.contains("POST api.example.com:443/v1/chat"))
      #expect(!text.contains("secret"))
      #expect(!text.contains("115"), "bytes of the body")
    }
    #expect("\(HTTPRequest(url: "secret"))" == "GET (malformed URL)")
  }

  @Test(
    "host and port of a URL",
    arguments: [
      ("http://h", "h:80"), ("https://h?x", "h:443"), ("HTTP://h:8080/p", "h:8080"),
      ("http://[::1]:99/", "[::1]:99"), ("http://[::1]", "[::1]:80"),
      ("http://a@b:c@h:1#f", "h:1"), ("http://h:/", "h:80"),
    ])
  func endpoint(url: String, expected: String) {
    #expect(Endpoint(url: url)?.description == expected)
  }

  @Test(
    "which hosts are this machine",
    arguments: [
      ("http://localhost/", true), ("http://LOCALHOST:1/", true), ("http://127.0.0.1/", true),
      ("http://[::1]/", true), ("http://example.com/", false), ("http://localhost.evil/", false),
    ])
  func loopback(url: String, expected: Bool) {
    #expect(Endpoint(url: url)?.isLoopback == expected)
  }

  @Test("header fields are found whatever their case, the first of several")
  func headers() {
    let headers = HTTPHeaders([
      ("Retry-After", " 5 "), ("X-Limit", "1"), ("x-limit", "2"), ("Empty", ""),
      ("Bad", "a\r\nB: c"),
    ])
    #expect(headers["retry-AFTER"] == "5")
    #expect(headers["X-LIMIT"] == "1")
    #expect(headers["empty"] == "")
    #expect(headers["absent"] == nil)
    #expect(headers["b"] == nil)
    #expect(headers.fields.map(\.name) == ["Retry-After", "X-Limit", "x-limit", "Empty", "Bad"])
  }

  @Test(
    "this machine is always reached directly",
    arguments: [
      ([:], "localhost,127.0.0.1,::1"),
      (["NO_PROXY": "a.b"], "a.b,localhost,127.0.0.1,::1"),
      (["no_proxy": "c", "NO_PROXY": "a.b"], "c,localhost,127.0.0.1,::1"),
      (["no_proxy": " * "], "*"),
    ] as [([String: String], String)])
  func directHosts(environment: [String: String], expected: String) {
    #expect(CurlConfiguration(environment: environment).directHosts == expected)
  }

  @Test("certificates and proxies come from the environment")
  func environment() {
    let set = CurlConfiguration(environment: ["SSL_CERT_FILE": "/ca.pem", "https_proxy": "p:1"])
    #expect(set.certificateFile == "/ca.pem")
    #expect(set.usesProxy)
    let unset = CurlConfiguration(environment: ["SSL_CERT_FILE": "", "https_proxy": ""])
    #expect(unset.certificateFile == nil)
    #expect(!unset.usesProxy)
  }

  @Test("kinds of errors have names for logs")
  func kinds() {
    #expect("\(HTTPError.Kind.timedOut)" == "timedOut")
    #expect("\(HTTPError.Kind.other(61))" == "curl_61")
    #expect(HTTPError(.closed, "gone").isRetryable)
    #expect(!HTTPError(.closed, "gone", isRetryable: false).isRetryable)
  }
}
