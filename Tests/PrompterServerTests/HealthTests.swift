import PrompterKit
import Testing

@testable import PrompterServer

@Suite("Health")
struct HealthTests {
  @Test(.timeLimit(.minutes(1))) func livenessAnswersOverALiveSocket() async throws {
    try await RunningService.run(PrompterService()) { service in
      let answer = try await service.get("/health/live")
      #expect(answer.status == 200)
      #expect(answer.text == "live\n")
      #expect(try await service.get("/no/such/path").status == 404)
      #expect(try await service.send("DELETE", "/health/live").status == 405)
    }
  }
}
