import PrompterKit
import Synchronization

/// The prompters of a service; each may be replaced while requests are under way, which keep the one
/// that they began with.
public final class PrompterShelf: Sendable {
  private let prompters: Mutex<[ServedPrompter]>

  /// Makes a shelf; the first prompter is asked when a request names none.
  ///
  /// Throws `ReferenceError` when two have one name, or there is none.
  public init(_ prompters: [ServedPrompter]) throws {
    guard !prompters.isEmpty else { throw ReferenceError("there is no prompter to serve") }
    var names: Set<String> = []
    for prompter in prompters {
      guard names.insert(prompter.name).inserted else {
        throw ReferenceError(
          "two prompters are called '\(prompter.name)': name each once, or rename one of the files"
        )
      }
    }
    self.prompters = Mutex(prompters)
  }

  /// All of them, in order.
  public var all: [ServedPrompter] { prompters.withLock { $0 } }

  /// The one of a name, which may be how answers name it; the first for nil.
  public func prompter(_ name: String?) -> ServedPrompter? {
    prompters.withLock { prompters in
      guard let name else { return prompters.first }
      return prompters.first { $0.name == name } ?? prompters.first { $0.reference == name }
    }
  }

  /// Puts a prompter in the place of the one with its name.
  public func replace(_ prompter: ServedPrompter) {
    prompters.withLock { prompters in
      guard let place = prompters.firstIndex(where: { $0.name == prompter.name }) else { return }
      prompters[place] = prompter
    }
  }
}
