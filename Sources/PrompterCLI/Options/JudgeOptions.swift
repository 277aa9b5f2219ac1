import ArgumentParser
import PrompterKit

/// The option of every command that scores records.
struct JudgeOptions: ParsableArguments {
  @Option(help: "The model of 'judge' metrics, as provider/model.")
  var judge: String?

  /// The metrics, for a command whose task model is `main`.
  ///
  /// Throws `ReferenceError` when there is no such model.
  func metrics(_ configuration: PrompterConfiguration, beside main: String) throws -> MetricCatalog
  {
    MetricCatalog(judge: try judge.map { try configuration.judge($0, beside: main) })
  }
}
