public import Foundation
public import PrompterKit
public import ServiceLifecycle

/// Loads prompters anew when their files change; requests under way keep what they began with.
public struct ArtifactWatch: Service {
  /// Where a prompter comes from.
  public struct Source: Sendable {
    /// How users name it, for messages.
    let reference: String
    /// The file at this moment; of a name without a version it may change.
    let file: @Sendable () throws -> URL
    /// Loads it.
    public let load: @Sendable () throws -> ServedPrompter

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - reference: how users name it.
    ///   - file: the file at this moment.
    ///   - load: loads it; the name of what it gives must not change.
    public init(
      reference: String, file: @escaping @Sendable () throws -> URL,
      load: @escaping @Sendable () throws -> ServedPrompter
    ) {
      self.reference = reference
      self.file = file
      self.load = load
    }
  }

  private static let pause = Duration.seconds(1)

  private let shelf: PrompterShelf
  private let sources: [Source]
  private let clock: any MonotonicClock
  private let tell: @Sendable (String) -> Void

  /// Makes a watch.
  ///
  /// - Parameter tell: gets a line for people when a prompter was replaced, or could not be.
  public init(
    _ shelf: PrompterShelf, _ sources: [Source], clock: any MonotonicClock = SystemClock(),
    tell: @escaping @Sendable (String) -> Void
  ) {
    self.shelf = shelf
    self.sources = sources
    self.clock = clock
    self.tell = tell
  }

  /// Looks at the files again and again until the service ends.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      var stamps = sources.map(Self.stamp)
      while (try? await clock.sleep(until: clock.now + Self.pause)) != nil {
        for (index, source) in sources.enumerated() {
          let stamp = Self.stamp(source)
          // A file that is gone for the moment is being replaced.
          guard stamp != stamps[index], stamp != nil else { continue }
          stamps[index] = stamp
          reload(source)
        }
      }
    }
  }

  private func reload(_ source: Source) {
    do {
      let prompter = try source.load()
      shelf.replace(prompter)
      tell("\(source.reference) has changed: \(prompter.reference) answers from now on")
    } catch {
      tell("\(source.reference) has changed but cannot be used, the old one goes on: \(error)")
    }
  }

  /// What changes when a file is written anew; nil when there is none.
  private static func stamp(_ source: Source) -> String? {
    guard let file = try? source.file(),
      let facts = try? FileManager.default.attributesOfItem(atPath: file.path),
      let date = facts[.modificationDate] as? Date
    else { return nil }
    let inode = facts[.systemFileNumber] as? UInt64 ?? 0
    return "\(file.path) \(date.timeIntervalSince1970) \(facts[.size] ?? 0) \(inode)"
  }
}
