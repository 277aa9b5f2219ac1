/// Optimal one-to-one matching of rows to columns.
public enum Assignment {
  /// For each row its column in a matching with the largest sum of weights.
  ///
  /// The whole smaller side is matched, so with more rows than columns some rows get nil; a pair
  /// of weight 0 or below may be part of the matching and is the caller's to drop. Weights that
  /// are missing or not finite count as 0. Shortest augmenting paths (Kuhn 1955; Jonker and
  /// Volgenant 1987), O(n² · m) for n the smaller side; the same weights give the same matching.
  public static func maximum(_ weights: [[Double]]) -> [Int?] {
    let width = weights.reduce(0) { max($0, $1.count) }
    guard width > 0 else { return weights.map { _ in nil } }
    if weights.count <= width {
      return columns(rows: weights.count, columns: width) { cost(weights, $0, $1) }
    }
    let rows = columns(rows: width, columns: weights.count) { cost(weights, $1, $0) }
    var result = [Int?](repeating: nil, count: weights.count)
    for (column, row) in rows.enumerated() {
      result[row] = column
    }
    return result
  }

  private static func cost(_ weights: [[Double]], _ row: Int, _ column: Int) -> Double {
    let line = weights[row]
    guard column < line.count, line[column].isFinite else { return 0 }
    // The bound keeps sums of costs finite.
    return -min(max(line[column], -1e100), 1e100)
  }

  /// For each row its column at the least total cost; there are at least as many columns as rows.
  private static func columns(
    rows: Int, columns: Int, cost: (Int, Int) -> Double
  ) -> [Int] {
    let costs = (0..<rows).flatMap { row in (0..<columns).map { cost(row, $0) } }
    var rowPotential = [Double](repeating: 0, count: rows)
    // One column more than there are: the last is the root from which each search starts.
    let root = columns
    var columnPotential = [Double](repeating: 0, count: columns + 1)
    var rowOf = [Int?](repeating: nil, count: columns + 1)

    for newRow in 0..<rows {
      rowOf[root] = newRow
      var current = root
      var distance = [Double](repeating: .infinity, count: columns)
      var previous = [Int](repeating: root, count: columns)
      var isReached = [Bool](repeating: false, count: columns + 1)

      while let row = rowOf[current] {
        isReached[current] = true
        var nearest: Int?
        for column in 0..<columns where !isReached[column] {
          let reduced = costs[row * columns + column] - rowPotential[row] - columnPotential[column]
          if reduced < distance[column] {
            distance[column] = reduced
            previous[column] = current
          }
          if nearest.map({ distance[column] < distance[$0] }) ?? true { nearest = column }
        }
        guard let nearest else { break }
        let step = distance[nearest]
        for column in 0...columns {
          if isReached[column] {
            if let row = rowOf[column] { rowPotential[row] += step }
            columnPotential[column] -= step
          } else if column < columns {
            distance[column] -= step
          }
        }
        current = nearest
      }

      while current != root {
        rowOf[current] = rowOf[previous[current]]
        current = previous[current]
      }
    }

    var result = [Int](repeating: 0, count: rows)
    for (column, row) in rowOf.dropLast().enumerated() {
      if let row { result[row] = column }
    }
    return result
  }
}
