import PrompterCore
import Testing

@Suite struct AllocationTests {
  @Test("a bucket is the first 8 bytes of SHA-256 over name and key, modulo 10,000")
  func bucket() throws {
    // printf 'trialmail-17' | sha256sum
    let allocation = try #require(Allocation(experiment: "trial", weights: [1]))
    #expect(allocation.bucket(of: "mail-17") == 3357)
  }

  @Test("shares come out as the weights say, and a key stays with its variant")
  func shares() throws {
    let allocation = try #require(Allocation(experiment: "trial", weights: [90, 10]))
    let keys = (0..<20_000).map { "document \($0)" }
    let second = keys.count { allocation.choice(for: $0) == 1 }
    #expect((1_850...2_150).contains(second))
    #expect(keys.allSatisfy { allocation.choice(for: $0) == allocation.choice(for: $0) })
    let other = try #require(Allocation(experiment: "another", weights: [90, 10]))
    let moved = keys.count { allocation.choice(for: $0) != other.choice(for: $0) }
    #expect(moved > 2_000)
  }

  @Test("only the shares of the weights count, and who has none serves nothing")
  func weights() throws {
    let allocation = try #require(Allocation(experiment: "x", weights: [0, 3, 1, 0]))
    let same = try #require(Allocation(experiment: "x", weights: [0, 75, 25, 0]))
    let keys = (0..<3_000).map { "\($0)" }
    #expect(keys.allSatisfy { allocation.choice(for: $0) == same.choice(for: $0) })
    #expect(Set(keys.map(allocation.choice)) == [1, 2])
    let thirds = try #require(Allocation(experiment: "x", weights: [1, 1, 1]))
    #expect(Set(keys.map(thirds.choice)) == [0, 1, 2])
  }

  @Test(
    "weights that are none are refused",
    arguments: [[], [0, 0], [-1, 2], [.nan], [.infinity, 1]] as [[Double]])
  func refused(weights: [Double]) {
    #expect(Allocation(experiment: "x", weights: weights) == nil)
  }
}
