import ArgumentParser
import PrompterKit

/// The efforts by the names of their options.
enum EffortName: String, CaseIterable, ExpressibleByArgument {
  case light, medium, heavy

  var effort: Effort {
    switch self {
    case .light: .light
    case .medium: .medium
    case .heavy: .heavy
    }
  }
}
