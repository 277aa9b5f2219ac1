import PrompterCore
import Testing

@Suite("rows that are meant")
struct RowSelectionTests {
  private func data() throws -> Dataset {
    try Dataset(
      (0..<10).map { n in
        Example(
          Document(id: "d\(n)", text: "\(n)"),
          expected: n == 9 ? nil : ["n": .integer(n % 3), "s": ["t": .string("x\(n % 2)")]])
      })
  }

  private func ids(_ selection: RowSelection) throws -> [String] {
    try selection.examples(of: data()).examples.map { String($0.id.dropFirst()) }
  }

  @Test("filters, then ids, then the sample, then the first ones")
  func order() throws {
    let filters = ["n=1", "s.t=x1"].compactMap(RowSelection.Filter.init)
    #expect(try ids(RowSelection(filters: filters)) == ["1", "7"])
    #expect(try ids(RowSelection(first: 1, ids: ["d7", "d1"], filters: filters)) == ["1"])
    #expect(try ids(RowSelection(ids: ["d8", "d2"])) == ["2", "8"])
    #expect(
      try ids(RowSelection(filters: [RowSelection.Filter("n=null")].compactMap { $0 })) == ["9"])
    let drawn = try ids(RowSelection(sample: 4, seed: 3))
    #expect(drawn.count == 4 && drawn == drawn.sorted())
    #expect(try ids(RowSelection(first: 2, sample: 4, seed: 3)) == Array(drawn.prefix(2)))
    #expect(try ids(RowSelection(sample: 40)).count == 10)
    #expect(throws: DataError.self) { try ids(RowSelection(ids: ["nobody"])) }
    #expect(throws: DataError.self) { try ids(RowSelection(ids: ["d2"], filters: filters)) }
  }

  @Test("what is no filter is refused", arguments: ["", "n", "=x", "a..b=1"])
  func refused(text: String) {
    #expect(RowSelection.Filter(text) == nil)
  }
}

@Suite("samples of streams")
struct ReservoirTests {
  @Test("each element is as likely as any other, and the seed decides")
  func fair() {
    var counts = Array(repeating: 0, count: 20)
    for seed in 0..<4_000 {
      var reservoir = Reservoir<Int>(5, seed: UInt64(seed))
      for element in 0..<20 { reservoir.add(element) }
      let drawn = reservoir.elements
      #expect(drawn == drawn.sorted() && Set(drawn).count == 5)
      for element in drawn { counts[element] += 1 }
    }
    // 1,000 expected each; the standard deviation is 27.
    for count in counts { #expect((860...1_140).contains(count), "\(counts)") }
  }

  @Test("a short stream is drawn as a whole, and nothing from none")
  func short() {
    var reservoir = Reservoir<Int>(5, seed: 1)
    #expect(reservoir.elements.isEmpty)
    for element in 0..<3 { reservoir.add(element) }
    #expect(reservoir.elements == [0, 1, 2])
    var none = Reservoir<Int>(0, seed: 1)
    none.add(1)
    #expect(none.elements.isEmpty)
  }
}
