import PrompterCore
import Testing

@Suite struct MinimumDetectableTests {
  @Test("60 pairs with 12 discordant ones resolve about 16 points")
  func example() {
    let difference = MinimumDetectable.difference(
      standardDeviation: (12.0 / 60).squareRoot(), n: 60)
    #expect(abs(difference - 0.1617) < 0.0001)
  }

  @Test("without pairs nothing is resolved")
  func nothing() {
    #expect(MinimumDetectable.difference(standardDeviation: 0, n: 0) == .infinity)
  }
}
