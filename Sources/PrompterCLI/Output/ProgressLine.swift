import PrompterKit

/// Shows how far a run is: a line that rewrites itself on a terminal, a line now and then elsewhere.
struct ProgressLine {
  /// What the run is watched by.
  let monitor: RunMonitor
  private let shown: Task<Void, Never>?

  /// Begins to show what the monitor sees.
  init(_ label: String, isQuiet: Bool) {
    let monitor = RunMonitor(pause: Terminal.isInteractive ? .milliseconds(200) : .seconds(1))
    self.monitor = monitor
    let updates = monitor.updates
    // Not a child of the command's task: an interrupted run is shown to its end.
    shown = isQuiet ? nil : Task { await Self.show(label, updates) }
  }

  /// Shows the progress of a run, however it ends.
  static func during<Result>(
    _ label: String, isQuiet: Bool, _ run: (RunMonitor) async throws -> Result
  ) async throws -> Result {
    let line = ProgressLine(label, isQuiet: isQuiet)
    do {
      let result = try await run(line.monitor)
      await line.end()
      return result
    } catch {
      await line.end()
      throw error
    }
  }

  /// The run is over; returns when the last line is shown.
  func end() async {
    monitor.end()
    await shown?.value
  }

  /// Elsewhere than on a terminal, a line comes no sooner after the last one.
  private static let pause = Duration.seconds(15)

  private static func show(
    _ label: String, _ updates: some AsyncSequence<RunProgress, Never>
  ) async {
    var last = Duration.zero
    for await progress in updates where progress.done > 0 {
      if Terminal.isInteractive {
        Terminal.rewrite("\(label)  \(progress)", isLast: progress.isOver)
      } else if progress.isOver || progress.elapsed - last >= pause {
        last = progress.elapsed
        Terminal.say("\(label)  \(progress)")
      }
    }
  }
}
