import ArgumentParser
import PrompterKit

/// The sides of a comparison as they were named: evaluation records, or prompters to be evaluated.
struct ComparedSides {
  /// One of them.
  enum Side {
    case record(Evaluation)
    case prompter(LoadedPrompter)
  }

  /// The sides, in the order given.
  let sides: [Side]

  /// The prompters that are to be asked, in order; one that asks the same as an earlier one is not
  /// among them.
  var asked: [LoadedPrompter] {
    sides.indices.compactMap { index in
      guard case .prompter(let loaded) = sides[index], twin(of: index) == nil else { return nil }
      return loaded
    }
  }

  /// An earlier side that asks the same with the same prompt, model and decoding.
  private func twin(of index: Int) -> Int? {
    guard case .prompter(let loaded) = sides[index] else { return nil }
    return sides[..<index].firstIndex { side in
      guard case .prompter(let other) = side else { return false }
      return loaded.prompter.asksTheSame(as: other.prompter)
    }
  }

  /// What asking all of them will take.
  func forecast(on data: Dataset, repeats: Int) throws -> ComparisonForecast {
    let plans = try sides.compactMap { side -> RunPlan? in
      guard case .prompter(let loaded) = side else { return nil }
      return try loaded.prompter.plan(evaluating: data, repeats: repeats)
    }
    return ComparisonForecast(plans, examples: data.examples.count)
  }

  /// What tells this comparison apart from others with the same output.
  var parts: [String] {
    ["compare"]
      + asked.flatMap { [$0.prompter.artifact.sha256, $0.prompter.artifact.model] }
  }

  /// Evaluates those that are no records, one after the other.
  ///
  /// - Parameter data: nil when all are records.
  func evaluations(
    on data: Dataset?, repeats: Int, isQuiet: Bool
  ) async throws -> [Evaluation] {
    var evaluations: [Evaluation] = []
    for index in sides.indices {
      switch sides[index] {
      case .record(let record): evaluations.append(record)
      case .prompter(let loaded):
        if let twin = twin(of: index) {
          var evaluation = evaluations[twin]
          evaluation.prompter = loaded.name
          evaluations.append(evaluation)
        } else if let data {
          evaluations.append(
            try await ProgressLine.during(loaded.name, isQuiet: isQuiet) { monitor in
              try await loaded.evaluate(on: data, repeats: repeats, monitor: monitor)
            })
        }
      }
    }
    return evaluations
  }

  /// Checks that records are of the same data.
  ///
  /// Throws `DataError` when they are not.
  static func requireSameData(_ evaluations: [Evaluation], _ names: [String]) throws {
    guard let first = evaluations.first else { return }
    for (evaluation, name) in zip(evaluations, names) where evaluation.dataHash != first.dataHash {
      throw DataError(
        file: name,
        message: "is of different data than \(names[0]); --intersect compares what both have")
    }
  }
}
