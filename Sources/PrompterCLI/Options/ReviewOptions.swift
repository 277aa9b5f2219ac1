import ArgumentParser
import PrompterData
import PrompterKit

/// Where records go that a person should look at.
struct ReviewOptions: ParsableArguments {
  @Option(
    name: .customLong("review"),
    help: "The file of the review queue (default: the first output file's name and .review.sqlite)."
  )
  var file: String?

  /// The queue's place; nil when nothing is reviewed.
  ///
  /// Throws `ValidationError` when there is no output that it could lie beside.
  func place(_ outputs: [String], isReviewing: Bool) throws -> String? {
    guard isReviewing || file != nil else { return nil }
    guard isReviewing else {
      throw ValidationError("--review needs --review-under or --accept-error")
    }
    guard let place = file ?? SinkReference.reviewFile(outputs) else {
      throw ValidationError("without an output file, --review says where the review queue lies")
    }
    return place
  }

  /// Opens the queue; nil when nothing is reviewed.
  ///
  /// Throws `FileError` when it cannot be written.
  func desk(
    _ outputs: [String], _ acceptance: Acceptance?, _ schema: Schema
  ) throws -> ReviewDesk? {
    guard let acceptance, let place = try place(outputs, isReviewing: true) else { return nil }
    return ReviewDesk(try ReviewQueue(place), acceptance: acceptance, schema: schema)
  }
}
