import PrompterKit

extension ReviewText {
  /// Tells what was decided, and how much is left.
  static func put(
    _ items: [ReviewItem], in queue: ReviewQueue, _ common: CommonOptions
  ) throws {
    let left = try queue.counts()[.open] ?? 0
    if common.json {
      let summary: JSONValue = [
        "decided": .array(
          items.map { ["id": .string($0.id), "status": .string($0.status.rawValue)] }),
        "open": .integer(left),
      ]
      return try Terminal.put(summary.text() + "\n")
    }
    guard !common.quiet else { return }
    for item in items { Terminal.say("\(item.id): \(item.status.rawValue)") }
    Terminal.say("\(left) left; the same 'extract' brings decisions into its outputs")
  }
}
