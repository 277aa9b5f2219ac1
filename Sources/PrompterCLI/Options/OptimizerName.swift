import ArgumentParser
import PrompterKit

/// The optimizers by the names of their options.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case auto
  case fieldrace
  case pareto
  case randomSearch = "random-search"
  case mipro
  case copro
  case gepa
  case bootstrap
  case labeled
  case knn

  static let list = allCases.map(\.rawValue).joined(separator: ", ")

  /// The optimizer; nil for the default.
  ///
  /// Our own try as much as their calls pay for, if there is a number; the classic ones make the calls
  /// that they make.
  func make(_ effort: Effort, calls: Int?) -> (any Optimizer)? {
    let paid = calls.map(Effort.init(calls:)) ?? effort
    return switch self {
    case .auto: nil
    case .fieldrace: FieldRace(paid.configuration)
    case .pareto: ParetoSearch(paid)
    case .randomSearch: RandomSearch()
    case .mipro: MIPROv2(.init(effort))
    case .copro: COPRO()
    case .gepa: GEPA(effort)
    case .bootstrap: BootstrapFewShot()
    case .labeled: LabeledFewShot()
    case .knn: KNNFewShot()
    }
  }
}
