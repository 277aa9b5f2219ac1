import Foundation
import PrompterData
import PrompterKit

/// Plans an extraction from its inputs.
struct ExtractionPlan {
  let loaded: LoadedPrompter
  let inputs: [String]
  let reading: ReadingOptions
  let rows: RowSelection
  /// What earlier runs have done.
  var done = RunLedger.Done()

  /// So many documents of a stream are looked at; a longer one has no known length.
  static let sampled = 1_000
  /// So many documents say how long the others are.
  private static let measured = 100

  /// The plan of a dry run: all documents are read, of a stream the first ones.
  func dry() throws -> RunPlan {
    let isStream = inputs.contains("-")
    var rows = rows
    if isStream { rows.first = min(rows.first ?? .max, Self.sampled + 1) }
    var forecast = try loaded.prompter.forecast()
    var count = 0
    var isSample = false
    for item in try InputReader.documents(
      of: inputs, textColumn: reading.textColumn, rows: rows, pages: reading.pages,
      seesPictures: loaded.prompter.seesPictures)
    {
      if isStream, count == Self.sampled {
        isSample = true
        break
      }
      guard let document = try? item.get() else { continue }
      if done.contains(document) { continue }
      count += 1
      forecast.add(document, of: loaded.prompter)
    }
    var plan = forecast.plan(documents: count)
    plan.isSample = isSample
    return plan
  }

  /// The plan before a real run, which must not read everything twice: files are counted, and their
  /// first documents say how long the others are; of a stream little is known.
  ///
  /// The first documents also tell whether what the output holds is of these inputs.
  ///
  /// - Parameter total: how many documents there are; nil when nobody knows.
  func short(total: Int?) throws -> [String] {
    guard let total, total > 0 else {
      return try unknown()
    }
    var tokens: [Double] = []
    var (documents, known) = (0, 0)
    for item in try InputReader.documents(
      of: inputs, textColumn: reading.textColumn, first: min(total, Self.measured),
      pages: reading.pages, seesPictures: loaded.prompter.seesPictures)
    {
      guard let document = try? item.get() else { continue }
      documents += 1
      if done.contains(document) { known += 1 }
      tokens += loaded.prompter.callTokens(for: document).map(Double.init)
    }
    let mean = Int((tokens.mean ?? 0).rounded())
    var forecast = try loaded.prompter.forecast()
    let held = done.ids.count
    // Up to those that were looked at the number is exact.
    let before =
      documents < Self.measured || held <= known
      ? known : held * known / max(1, documents)
    let left = max(0, total - before)
    let calls = documents > 0 ? Double(left * tokens.count) / Double(documents) : Double(left)
    forecast.add(input: mean...mean, times: Int(calls.rounded()))
    return forecast.plan(documents: left).summary
  }

  /// What is known when nobody knows how many documents will come.
  private func unknown() throws -> [String] {
    let artifact = loaded.prompter.artifact
    let terms = try loaded.prompter.configuration.terms(
      for: artifact.model, artifact.template.decoding(artifact.decoding))
    let prompt = loaded.prompter.promptTokens(for: Document(text: ""))
    var line = "plan: nobody knows how many documents"
    if let prompt { line += "; each takes \(prompt) tokens and its own in" }
    line += ", at most \(terms.maximumOutputTokens) out"
    if !terms.limits.isEmpty {
      line += "; limits \(terms.limits.map(\.description).joined(separator: ", "))"
    }
    return [line]
  }
}
