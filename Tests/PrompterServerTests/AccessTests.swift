import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("Access", .timeLimit(.minutes(5)))
struct AccessTests {
  private static let secret = "0123456789abcdef"

  @Test func onlyAKnownTokenWithTheScopeMayAsk() async throws {
    let configuration = configured {
      $0.tokens = [
        Token(name: "app", secret: Self.secret, scopes: [.extract]),
        Token(name: "monitor", secret: "fedcba9876543210", scopes: [.metrics]),
      ]
    }
    try await RunningService.run(service(configuration)) { service in
      let without = try await service.post("/v1/extract", text: "a")
      #expect(without.status == 401)
      #expect(without.header("www-authenticate")?.hasPrefix("Bearer") == true)
      func status(_ token: String) async throws -> Int {
        try await service.post("/v1/extract", text: "a", ["Authorization": token]).status
      }
      #expect(try await status("Bearer 0123456789abcdeX") == 401)
      #expect(try await status("Basic \(Self.secret)") == 401)
      #expect(try await status("Bearer") == 401)
      #expect(try await status("bearer \(Self.secret)") == 200)
      #expect(try await status("Bearer fedcba9876543210") == 403)
      #expect(try await service.get("/health/live").status == 200)
      #expect(try await service.get("/metrics").status == 401)
    }
  }

  @Test func quotasAreEachCallersOwnAndSayWhenToComeBack() async throws {
    let clock = ManualClock()
    var configuration = configured {
      $0.tokens = ["a", "b"].map { Token(name: $0, secret: Self.secret + $0) }
      $0.limits.perCaller = RateLimit("calls=2/60s")
    }
    configuration.clock = clock
    try await RunningService.run(service(configuration)) { service in
      func send(_ name: String) async throws -> PrompterKit.HTTPResponse {
        try await service.post(
          "/v1/extract", text: "a", ["Authorization": "Bearer \(Self.secret)\(name)"])
      }
      #expect(try await send("a").status == 200)
      #expect(try await send("a").status == 200)
      let refused = try await send("a")
      #expect(refused.status == 429)
      #expect(refused.header("retry-after") == "30")
      #expect(try await send("b").status == 200)
      clock.advance(by: .seconds(30))
      #expect(try await send("a").status == 200)
      clock.advance(by: .seconds(100))
    }
  }

  @Test func filesOfTokensAreReadAndFaultsNamed() throws {
    let hash = ContentHash.sha256(bytes: Array(Self.secret.utf8))
    let tokens = try TokenFile.parse(
      "# who\n\napp \(Self.secret) extract,feedback calls=5/1s\nhashed sha256:\(hash)\n", file: "t")
    #expect(tokens.map(\.name) == ["app", "hashed"])
    #expect(tokens[0].hash == hash && tokens[1].hash == hash)
    #expect(tokens[0].scopes == [.extract, .feedback])
    #expect(tokens[0].limit?.capacity == 5)
    for text in [
      "app", "app short", "app sha256:12", "app \(Self.secret) fly", "", "a \(Self.secret) calls=x",
    ] {
      let error = #expect(throws: DataError.self) { try TokenFile.parse(text, file: "t") }
      #expect(error?.message.contains(Self.secret) == false)
    }
  }

  @Test func strangersAreKeptOffWithoutATokenOrAWord() throws {
    for host in ["127.0.0.1", "127.1.2.3", "localhost", "::1"] {
      try ListeningAddress(host).check(hasTokens: false, isOpenOnPurpose: false)
    }
    for host in ["0.0.0.0", "::", "10.0.0.1", "127.evil.example", "127.0.0.1.example"] {
      #expect(throws: ReferenceError.self) {
        try ListeningAddress(host).check(hasTokens: false, isOpenOnPurpose: false)
      }
      try ListeningAddress(host).check(hasTokens: true, isOpenOnPurpose: false)
      try ListeningAddress(host).check(hasTokens: false, isOpenOnPurpose: true)
    }
  }

  @Test func otherOriginsAreTurnedAwayUnlessNamed() async throws {
    let page = ["Origin": "https://a.example", "Access-Control-Request-Method": "POST"]
    try await RunningService.run(service()) { service in
      let answer = try await service.send("OPTIONS", "/v1/extract", page)
      #expect(answer.status == 403)
      #expect(answer.header("access-control-allow-origin") == nil)
    }
    let configuration = configured { $0.origins = ["https://a.example"] }
    try await RunningService.run(service(configuration)) { service in
      let answer = try await service.send("OPTIONS", "/v1/extract", page)
      #expect(answer.status == 204)
      #expect(answer.header("access-control-allow-origin") == "https://a.example")
      let other = try await service.send("OPTIONS", "/v1/extract", ["Origin": "https://b.example"])
      #expect(other.header("access-control-allow-origin") == nil)
    }
  }
}
