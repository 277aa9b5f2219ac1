import PrompterCore
import Testing

@Suite struct SignFlipTests {
  @Test("few differences are enumerated, zeros left out")
  func exact() {
    #expect(SignFlip.p([0.3, -0.1, 0.4, 0.2, 0, 0.25, -0.05, 0.6]) == 8.0 / 128)
    #expect(SignFlip.p([1, 1, 1, 1, 1, 1]) == 2.0 / 64)
    #expect(SignFlip.p([0.1, 0.2, 0.3, -0.3, -0.2, -0.1]) == 1)
  }

  @Test("for differences of one size the exact test equals McNemar's")
  func pairs() {
    let differences = [Double](repeating: 0.1, count: 10) + [-0.1, -0.1]
    #expect(abs(SignFlip.p(differences) - McNemar.p(aOnly: 2, bOnly: 10)) < 1e-12)
  }

  @Test("many differences are sampled and come near the enumeration of all 2¹⁸ patterns")
  func sampled() {
    let differences = [
      0.05, 0.1, -0.2, 0.3, 0.15, 0.25, -0.1, 0.2, 0.1, -0.05, 0.3, 0.12, -0.08, 0.22, 0.18, -0.15,
      0.09, 0.11,
    ]
    #expect(abs(SignFlip.p(differences) - 0.0262603759765625) < 0.005)
    #expect(SignFlip.p(differences, seed: 1) == SignFlip.p(differences, seed: 1))
  }

  @Test("every difference is flipped, also beyond the first 64")
  func manyDifferences() {
    // The sum is 19.2 and its standard deviation under random signs √(64 + 64 · 0.09) = 8.35.
    let differences = (0..<128).map { $0 < 64 ? ($0 % 2 == 0 ? 1.0 : -1) : 0.3 }
    #expect(abs(SignFlip.p(differences, permutations: 4_000) - 0.0215) < 0.01)
  }

  @Test("a sampled p never is 0")
  func smallest() {
    let differences = [Double](repeating: 1, count: 70)
    #expect(SignFlip.p(differences, permutations: 99) == 0.01)
    #expect(SignFlip.p(differences, permutations: -1) == 1)
  }

  @Test("no differences and broken ones are no evidence")
  func noEvidence() {
    #expect(SignFlip.p([]) == 1)
    #expect(SignFlip.p([0, 0]) == 1)
    #expect(SignFlip.p([Double](repeating: 1, count: 20) + [.nan]) == 1)
    #expect(SignFlip.p([Double](repeating: 1e308, count: 6)) == 2.0 / 64)
  }

  @Test("without an effect about one test in ten falls below 0.1")
  func size() {
    var generator = SeededGenerator(seed: 21, purpose: "test")
    let small = (0..<200).count { round in
      let differences = (0..<20).map { _ in generator.uniform() - 0.5 }
      return SignFlip.p(differences, permutations: 199, seed: UInt64(round)) <= 0.1
    }
    #expect((6...38).contains(small))
  }
}
