import PrompterCore
import Testing

@Suite struct SeededGeneratorTests {
  @Test(
    "the first outputs of a stream never change",
    arguments: [
      (UInt64(0), "", [0xc381_7c01_6ba4_ff30, 0x100c_daac_c0bc_9316, 0x54c3_a569_ecf6_1b1b]),
      (UInt64(0), "split", [0xeb20_f353_69b6_fe93, 0xeeeb_2e9d_8f5d_f078, 0x7707_5f6e_36fb_cc43]),
      (UInt64(1), "split", [0x4096_2c7a_1eb0_6d85, 0x796e_907d_c13d_a960, 0x2273_0e9f_c77d_5e2f]),
      (UInt64(0), "race", [0xfba6_cb6a_c3e3_7de4, 0x8195_9240_3ea4_45d8, 0x7430_cca2_d189_517e]),
    ] as [(UInt64, String, [UInt64])])
  func pinned(seed: UInt64, purpose: String, expected: [UInt64]) {
    var generator = SeededGenerator(seed: seed, purpose: purpose)
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("a shuffle and a uniform number never change")
  func pinnedDerived() {
    var shuffling = SeededGenerator(seed: 7, purpose: "shuffle")
    #expect(shuffling.shuffled(Array(0..<10)) == [5, 3, 8, 4, 9, 1, 0, 7, 6, 2])
    var drawing = SeededGenerator(seed: 7, purpose: "uniform")
    #expect([drawing.uniform(), drawing.uniform()] == [0.16345499195118096, 0.2958300720131458])
  }

  @Test("every order of three items is about equally frequent")
  func shuffleIsUniform() {
    var generator = SeededGenerator(seed: 3, purpose: "test")
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6_000 { counts[generator.shuffled([0, 1, 2]), default: 0] += 1 }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { (880...1_120).contains($0) })
  }

  @Test("bounded integers cover their range evenly", arguments: [2, 3, 10])
  func belowIsUniform(bound: Int) {
    var generator = SeededGenerator(seed: 4, purpose: "test")
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<(1_000 * bound) { counts[generator.below(bound)] += 1 }
    #expect(counts.allSatisfy { (850...1_150).contains($0) })
  }

  @Test("a range that leaves most products biased is still drawn evenly")
  func belowRejects() {
    // A quarter of the products is rejected; without that one remainder by 3 would get a quarter.
    let bound = Int(3 << 61)
    var generator = SeededGenerator(seed: 5, purpose: "test")
    let draws = (0..<3_000).map { _ in generator.below(bound) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < bound })
    for remainder in 0..<3 {
      #expect((900...1_100).contains(draws.count { $0 % 3 == remainder }))
    }
  }

  @Test("a bound below 2 gives 0", arguments: [1, 0, -5, Int.min])
  func degenerateBound(bound: Int) {
    var generator = SeededGenerator(seed: 1, purpose: "test")
    #expect(generator.below(bound) == 0)
  }
}
