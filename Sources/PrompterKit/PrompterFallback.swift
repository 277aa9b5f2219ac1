import PrompterCore

/// Who is asked after a prompter, and when.
struct FallbackLine: Sendable {
  /// A prompter in the line.
  struct Member: Sendable {
    let name: String
    let model: String
    /// Another address than the provider's own.
    let baseURL: String?
    let engine: LazyEngine
    /// - Parameter hasFallback: whether there is another one after it.
    let extractor: @Sendable (_ hasFallback: Bool) throws -> any Extractor
  }

  /// How outputs call the first one; nil for the name of its artifact.
  var name: String?
  /// Those after the first one, in order.
  var members: [Member] = []
  /// The confidence below which the next one is asked; nil when only failures count.
  var threshold: Double?
}

extension Prompter {
  /// The same prompter with others to ask when it gives no usable answer.
  ///
  /// They are asked in order. The record is the last usable answer when its confidence is not known,
  /// else that of the highest known confidence; `Extraction.origin` says who gave it and why others did not. Budget and
  /// deadline of this prompter hold for all together; limits, retries, price and connection are
  /// each one's own, and prompters with one model at one address share an engine. A model that is
  /// down is left alone for a while.
  ///
  /// ```swift
  /// let careful = try small.falling(back: large, under: 0.7)
  /// ```
  ///
  /// - Parameters:
  ///   - others: prompters of the same schema; their own fallbacks are not taken along.
  ///   - threshold: from 0 to 1: the next one is also asked when a record's confidence is below it
  ///     or unknown; nil asks after failures only.
  /// Throws `FileError` when the fields of a schema differ, and names the differences;
  /// `ReferenceError` when the threshold is none.
  public func falling(
    back others: Prompter..., under threshold: Double? = nil
  ) throws -> Prompter {
    try falling(back: others.map { (nil, $0) }, under: threshold)
  }

  /// The same with names for outputs.
  ///
  /// - Parameters:
  ///   - others: prompters of the same schema and how outputs call them; nil for name@version.
  ///   - name: how outputs call this prompter; nil for name@version.
  public func falling(
    back others: [(name: String?, prompter: Prompter)], under threshold: Double? = nil,
    as name: String? = nil
  ) throws -> Prompter {
    guard (0...1).contains(threshold ?? 0) else {
      throw ReferenceError("a confidence is from 0 to 1, not \(threshold ?? 0)")
    }
    var line = line
    line.name = name ?? line.name
    line.threshold = threshold ?? line.threshold
    for (name, other) in others {
      let name = name ?? other.reference
      let differences = schema.differences(from: other.schema)
      guard differences.isEmpty else {
        throw FileError(
          name,
          "its schema is not that of \(line.name ?? reference): "
            + differences.joined(separator: "; "))
      }
      line.members.append(try member(name, other, in: line))
    }
    return try Prompter(
      artifact: artifact, configuration: configuration, optimization: optimization, engine: engine,
      line: line)
  }

  /// The same prompter with another model; its calibration then does not apply.
  ///
  /// Throws `ReferenceError` when the model's name leads nowhere.
  public func with(
    model: String, configuration: PrompterConfiguration? = nil
  ) throws -> Prompter {
    var artifact = artifact
    artifact.model = model
    return try Prompter(artifact: artifact, configuration: configuration ?? self.configuration)
  }

  /// The engines of the prompter and its fallbacks, made when first asked for.
  ///
  /// Throws `ModelError` when the key of one of them is missing: that is found before the first
  /// call, not when the first document fails.
  public func engines() throws -> PrompterEngines {
    var engines = [engine]
    for member in line.members where !engines.contains(where: { $0 === member.engine }) {
      engines.append(member.engine)
    }
    return PrompterEngines(all: try engines.map { try $0.get() })
  }

  /// The name and version of its artifact.
  var reference: String { "\(artifact.name)@\(artifact.version)" }

  /// Another prompter as a member of a line, its calls paid from this one's budget.
  private func member(
    _ name: String, _ other: Prompter, in line: FallbackLine
  ) throws -> FallbackLine.Member {
    let (model, address) = (other.artifact.model, other.configuration.connection.baseURL)
    let engine: LazyEngine
    if model == artifact.model, address == configuration.connection.baseURL {
      engine = self.engine
    } else if let known = line.members.first(where: { $0.model == model && $0.baseURL == address })
    {
      engine = known.engine
    } else {
      let (first, configuration) = (self.engine, other.configuration)
      engine = LazyEngine { try configuration.engine(for: model, sharing: first.get().budget) }
    }
    let alone = try Prompter(
      artifact: other.artifact, configuration: other.configuration, optimization: nil,
      engine: engine)
    return FallbackLine.Member(
      name: name, model: model, baseURL: address, engine: engine,
      extractor: alone.ownExtractor(hasFallback:))
  }

  /// The line with its fallbacks; nil without any.
  func fallbackExtractor() throws -> FallbackExtractor? {
    guard !line.members.isEmpty else { return nil }
    let engine = try engine.get()
    var members = [
      FallbackExtractor.Member(
        prompter: line.name ?? reference, model: artifact.model,
        extractor: try ownExtractor(hasFallback: true), price: engine.price)
    ]
    for (index, member) in line.members.enumerated() {
      members.append(
        FallbackExtractor.Member(
          prompter: member.name, model: member.model,
          extractor: try member.extractor(index + 1 < line.members.count),
          price: try member.engine.get().price))
    }
    return FallbackExtractor(
      members, under: line.threshold, limit: engine.configuration.deadline, clock: engine.clock)
  }
}
