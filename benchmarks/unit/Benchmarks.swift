import PrompterKit

/// Times single parts of the line and prints a Markdown table.
@main
enum Benchmarks {
  static func main() async throws {
    let delivery = try Delivery()
    var rows: [Row] = []
    rows += try await LimiterBenchmark.rows()
    rows += ParserBenchmark(delivery).rows()
    rows += try await ScorerBenchmark(delivery).rows()
    rows += try await StageBenchmark(delivery).rows()
    rows.append(try await OptimizerBenchmark.row())
    print("| part | ns | slowest round | MB/s | bound |")
    print("|---|---|---|---|---|")
    for row in rows { print(row.markdown) }
  }
}
