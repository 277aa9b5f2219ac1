import ArgumentParser
import PrompterData
import PrompterKit

/// Options that send records to a review queue.
struct ReviewOptions: ParsableArguments {
  @Option(
    name: .customLong("review-under"),
    help: """
      Send records whose confidence is below this, from 0 to 1, and uncalibrated ones, to the review \
      queue.
      """)
  var threshold: Double?

  @Option(
    name: .customLong("review"),
    help: "The file of the review queue (default: the first output file's name and .review.sqlite)."
  )
  var file: String?

  mutating func validate() throws {
    guard (0...1).contains(threshold ?? 0) else {
      throw ValidationError("--review-under must be from 0 to 1")
    }
  }

  /// Which records are accepted; nil when all are.
  var acceptance: Acceptance? { threshold.map { Acceptance(threshold: $0) } }

  /// The queue's place; nil when nothing is reviewed.
  ///
  /// Throws `ValidationError` when there is no output that it could lie beside.
  func place(_ outputs: [String]) throws -> String? {
    guard acceptance != nil || file != nil else { return nil }
    guard acceptance != nil else { throw ValidationError("--review needs --review-under") }
    guard let place = file ?? SinkReference.reviewFile(outputs) else {
      throw ValidationError("without an output file, --review says where the review queue lies")
    }
    return place
  }

  /// Opens the queue; nil when nothing is reviewed.
  ///
  /// Throws `FileError` when it cannot be written.
  func desk(_ outputs: [String], _ schema: Schema) throws -> ReviewDesk? {
    guard let acceptance, let place = try place(outputs) else { return nil }
    return ReviewDesk(try ReviewQueue(place), acceptance: acceptance, schema: schema)
  }

  /// What the user should know before the run.
  func notes(isCalibrated: Bool) -> [String] {
    guard threshold != nil, !isCalibrated else { return [] }
    return [
      "the prompter is not calibrated for its model: every record goes to the review queue"
    ]
  }
}
