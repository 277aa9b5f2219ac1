import PrompterCore
import Testing

@Suite struct HolmTests {
  @Test(
    "adjusted values keep their places, never fall and stop at 1",
    arguments: [
      ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
      ([0.5, 0.6], [1, 1]), ([0.2], [0.2]), ([], []), ([0.02, 0.02], [0.04, 0.04]),
      ([.nan, 0.01], [1, 0.02]),
    ] as [([Double], [Double])])
  func adjusted(p: [Double], expected: [Double]) {
    let adjusted = Holm.adjusted(p)
    #expect(adjusted.count == expected.count)
    #expect(zip(adjusted, expected).allSatisfy { abs($0 - $1) < 1e-15 })
  }
}
