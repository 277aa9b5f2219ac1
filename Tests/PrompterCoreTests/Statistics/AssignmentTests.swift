import PrompterCore
import Testing

@Suite struct AssignmentTests {
  private func total(_ weights: [[Double]], _ assignment: [Int?]) -> Double {
    zip(weights, assignment).reduce(0) { sum, pair in
      sum + (pair.1.map { pair.0[$0] } ?? 0)
    }
  }

  /// The best sum over all ways to match the whole smaller side.
  private func best(_ weights: [[Double]], row: Int = 0, used: Set<Int> = []) -> Double {
    guard row < weights.count else { return 0 }
    let columns = weights[row].count
    var best = -Double.infinity
    if weights.count - row > columns - used.count {
      best = self.best(weights, row: row + 1, used: used)
    }
    for column in 0..<columns where !used.contains(column) {
      let rest = self.best(weights, row: row + 1, used: used.union([column]))
      best = max(best, weights[row][column] + rest)
    }
    return best
  }

  @Test("greedy choice is not taken when it costs more later")
  func notGreedy() {
    #expect(Assignment.maximum([[0.9, 0.8], [0.8, 0.1]]) == [1, 0])
  }

  @Test("the longer side keeps its best partners")
  func rectangular() {
    #expect(Assignment.maximum([[0.1], [0.7], [0.3]]) == [nil, 0, nil])
    #expect(Assignment.maximum([[0.1, 0.7, 0.3]]) == [1])
  }

  @Test(
    "the sum equals brute force",
    arguments: [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (2, 5), (5, 2), (3, 4), (4, 3)])
  func bruteForce(rows: Int, columns: Int) {
    var generator = SeededGenerator(seed: 41, purpose: "test")
    for round in 0..<15 {
      let weights = (0..<rows).map { _ in
        (0..<columns).map { _ in
          // Every other round has few levels, so that there are many ties.
          round % 2 == 0 ? generator.uniform() - 0.3 : Double(generator.below(3))
        }
      }
      let assignment = Assignment.maximum(weights)
      let chosen = assignment.compactMap { $0 }
      #expect(assignment.count == rows)
      #expect(Set(chosen).count == chosen.count)
      #expect(chosen.count == min(rows, columns))
      #expect(abs(total(weights, assignment) - best(weights)) < 1e-12)
    }
  }

  @Test("a hidden permutation is found in a larger matrix")
  func larger() {
    var generator = SeededGenerator(seed: 42, purpose: "test")
    let hidden = generator.shuffled(Array(0..<60))
    let weights = hidden.map { partner in
      (0..<60).map { $0 == partner ? 1 : 0.4 * generator.uniform() }
    }
    #expect(Assignment.maximum(weights) == hidden)
  }

  @Test("empty, ragged and non-finite weights are survived")
  func broken() {
    #expect(Assignment.maximum([]) == [])
    #expect(Assignment.maximum([[], []]) == [nil, nil])
    #expect(Assignment.maximum([[0.5], [0.1, 0.2]]) == [0, 1])
    #expect(Assignment.maximum([[.nan, 1], [1, .infinity]]) == [1, 0])
    #expect(Assignment.maximum([[1e308, -1e308], [-1e308, 1e308]]) == [0, 1])
  }
}
