import Foundation
import Testing

@testable import PrompterKit

@Suite(.timeLimit(.minutes(5))) struct ManyWaitsTests {
  private func threads() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
  }

  @Test("D34, C21: 1,000 calls wait without threads of their own, and end with their connections")
  func waits() async throws {
    FileLimit.raise()
    let server = try LoopbackServer { _ in .hold }
    let model = try ModelConnection(
      transport: directTransport(), baseURL: server.url("/v1"), environment: testKeys
    ).model(ModelReference("openai/x"))
    let engine = Engine(model, EngineConfiguration(concurrency: 1_000))
    let before = try threads()
    let tasks = (0..<1_000).map { number in
      Task {
        try await engine.model.complete(
          Call(prompt: Prompt(messages: [.init(.user, "\(number)")])))
      }
    }
    _ = try await server.requests(atLeast: 1_000)
    // Other tests of this process start threads meanwhile; one for each call would be 1,000.
    #expect(try threads() < before + 200)
    #expect(engine.meter.current.inFlight == 1_000)
    tasks.forEach { $0.cancel() }
    try await server.closedByClient(atLeast: 1_000)
    for task in tasks {
      await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
    #expect(engine.meter.current.inFlight == 0)
  }
}
