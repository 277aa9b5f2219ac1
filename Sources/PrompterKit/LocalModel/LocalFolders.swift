public import Foundation

/// Where prompter keeps what belongs to the user, as the XDG base directory specification says.
public struct LocalFolders: Sendable {
  /// Installed models and their runtime.
  public let data: URL
  /// Running servers.
  public let state: URL
  /// Answers of models.
  public let cache: URL

  /// Finds the folders; nothing is made yet.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let home = URL(filePath: environment["HOME"] ?? NSHomeDirectory())
    func folder(_ variable: String, _ standard: String) -> URL {
      let base = environment[variable].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
      return (base ?? home.appending(path: standard)).appending(path: "prompter")
    }
    data = folder("XDG_DATA_HOME", ".local/share")
    state = folder("XDG_STATE_HOME", ".local/state")
    cache = folder("XDG_CACHE_HOME", ".cache")
  }

  /// The completion cache that is used when none is named.
  public var completions: URL { cache.appending(path: "completions.sqlite") }
  /// The Python environment of the runtime.
  var runtime: URL { data.appending(path: "runtime") }
  /// The Python of the runtime.
  var python: URL { runtime.appending(path: "bin/python") }
  /// What is installed, by model.
  func record(of model: String) -> URL { data.appending(path: "models/\(model).json") }
}
