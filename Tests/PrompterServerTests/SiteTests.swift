import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("Pages of strangers", .timeLimit(.minutes(5)))
struct SiteTests {
  private static let tokens = [Token(name: "app", secret: "0123456789abcdef")]
  private static let key = "Bearer 0123456789abcdef"

  @Test func aPageOfAnotherOriginMayNotAskWhateverItSends() async throws {
    let calls = Shared(0)
    let prompter = try served { _ in
      calls.update { $0 += 1 }
      return Completion(text: invoiceAnswer)
    }
    try await RunningService.run(service(configured { _ in }, prompter)) { (service) async throws in
      let port = service.address.split(separator: ":").last ?? ""
      for origin in [
        "https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1",
        "ftp://127.0.0.1:\(port)", "http://127.0.0.1:\(port).evil.example",
        "http://127.0.0.1:\(port)@evil.example",
      ] {
        let answer = try await service.post("/v1/extract", text: "a", ["Origin": origin])
        #expect(answer.status == 403, "\(origin)")
        #expect(answer.problem == "other-site")
      }
      #expect(calls.value == 0)
      let own = try await service.post("/v1/extract", text: "a", ["Origin": service.address])
      #expect(own.status == 200)
      let local = try await service.post(
        "/v1/extract", text: "a",
        ["Host": "localhost:\(port)", "Origin": "http://localhost:\(port)"])
      #expect(local.status == 200)
    }
  }

  @Test func aNameThatLeadsToThisMachineIsNotEnough() async throws {
    let rebound = ["Host": "evil.example:8080", "Origin": "http://evil.example:8080"]
    try await RunningService.run(service()) { (service) async throws in
      #expect(try await service.post("/v1/extract", text: "a", rebound).status == 403)
      #expect(try await service.get("/v1/prompters", ["Host": "evil.example"]).status == 403)
      for host in ["localhost", "LOCALHOST:9", "[::1]:8080", "127.0.0.1"] {
        #expect(try await service.get("/v1/prompters", ["Host": host]).status == 200)
      }
    }
    let named = configured { $0.origins = ["https://public.example"] }
    try await RunningService.run(service(named)) { (service) async throws in
      let proxied = ["Host": "public.example", "Origin": "https://public.example"]
      #expect(try await service.post("/v1/extract", text: "a", proxied).status == 200)
      #expect(try await service.post("/v1/extract", text: "a", rebound).status == 403)
    }
  }

  @Test func withTokensTheNameDoesNotMatterButTheOriginDoes() async throws {
    try await RunningService.run(service(configured { $0.tokens = Self.tokens })) {
      (service) async throws in
      var headers = ["Authorization": Self.key, "Host": "public.example"]
      #expect(try await service.post("/v1/extract", text: "a", headers).status == 200)
      // A proxy that speaks TLS passes the name on.
      headers["Origin"] = "https://public.example"
      #expect(try await service.post("/v1/extract", text: "a", headers).status == 200)
      headers["Origin"] = "https://other.example"
      #expect(try await service.post("/v1/extract", text: "a", headers).status == 403)
    }
  }

  @Test func namesAndSchemasAreToldToNobodyWithoutAToken() async throws {
    try await RunningService.run(service(configured { $0.tokens = Self.tokens })) {
      (service) async throws in
      for path in ["/health", "/health/ready", "/docs", "/docs.js", "/", "/page.js"] {
        let answer = try await service.get(path)
        #expect(answer.status == 200 && !answer.text.contains("invoices"))
      }
      #expect(try await service.get("/openapi.json").status == 401)
      let known = try await service.get("/openapi.json", ["Authorization": Self.key])
      #expect(known.json[key: "openapi"] == "3.1.0")
    }
  }

  @Test(
    "hosts are read with and without a port",
    arguments: [
      ("A.example", "a.example", nil), ("a:80", "a", 80), ("[::1]:8", "[::1]", 8),
      ("[::1]", "[::1]", nil),
    ] as [(String, String, Int?)])
  func authorities(text: String, host: String, port: Int?) {
    let authority = CallingSite.Authority(text)
    #expect(authority?.host == host)
    #expect(authority?.port == port)
  }
}
