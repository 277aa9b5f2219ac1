import PrompterKit

extension Extraction {
  /// The places at which the model's last answer breaks the schema.
  ///
  /// They are found once more from the answer, and hold only when they say what its failure says.
  func faults(_ failure: Failure, _ schema: Schema) -> [Problem.Fault] {
    guard let completion else { return [] }
    switch LenientParser(schema: schema)
      .parse(completion.text, isCutOff: completion.finish == .length)
    {
    case .failure(let fault):
      guard fault.description == failure.message else { return [] }
      return [Problem.Fault(fault.path.description, fault.message)]
    case .success(let parsed):
      let told = schema.violations(of: parsed.value).prefix(Self.mostFaults)
      guard !told.isEmpty,
        told.map(\.description).joined(separator: "; ") == failure.message
      else { return [] }
      return told.map { Problem.Fault($0.path.description, $0.message) }
    }
  }

  /// As many as a failure names.
  private static let mostFaults = 5
}
