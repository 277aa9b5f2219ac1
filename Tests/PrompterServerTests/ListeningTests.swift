import PrompterKit
import PrompterTesting
import Testing

@testable import PrompterServer

@Suite("Listening", .timeLimit(.minutes(5)))
struct ListeningTests {
  @Test func aPortThatIsTakenIsNamed() async throws {
    try await RunningService.run(service()) { running in
      let port = try #require(running.address.split(separator: ":").last.flatMap { Int($0) })
      let error = await #expect(throws: ListeningError.self) {
        try await service().run(port: port, signals: [])
      }
      #expect(error?.description == "127.0.0.1:\(port) is in use; choose another --port")
    }
  }

  @Test func aNameThatLeadsNowhereIsNamed() async throws {
    let error = await #expect(throws: ListeningError.self) {
      try await service().run(host: "no..host", port: 0, signals: [], isOpenOnPurpose: true)
    }
    #expect(error?.description.contains("the name 'no..host' cannot be resolved") == true)
  }

  @Test func aPrompterThatIsGivenTwiceIsRefusedInWords() throws {
    let error = #expect(throws: ReferenceError.self) {
      try PrompterShelf([served("a"), served("a")])
    }
    #expect(error.map { "\($0)".contains("name each once") } == true)
  }
}
