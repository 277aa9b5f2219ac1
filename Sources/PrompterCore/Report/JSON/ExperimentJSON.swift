extension ExperimentReport {
  /// The report as JSON: what `ab report --json` prints.
  public var json: JSONValue {
    [
      "experiment": .string(name), "measure": .string(measure.rawValue), "alpha": .number(alpha),
      "variants": .array(zip(variants, summaries).map { $0.json($1) }),
      "comparisons": .array(contrasts.map { json($0) }),
    ]
  }

  private func json(_ contrast: Contrast) -> JSONValue {
    [
      "a": .string(variants[contrast.a].name), "b": .string(variants[contrast.b].name),
      "kind": .string(contrast.isPaired ? "paired" : "split"),
      "n_a": .integer(contrast.nA), "n_b": .integer(contrast.nB),
      "delta": [
        "mean": JSONValue(contrast.mean), "low": .number(contrast.interval.low),
        "high": .number(contrast.interval.high),
      ],
      "verdict": .string(contrast.verdict.rawValue), "resolution": .number(contrast.resolution),
    ]
  }
}

extension ExperimentReport.Variant {
  fileprivate func json(_ summary: ExperimentReport.Summary) -> JSONValue {
    [
      "name": .string(name), "role": .string(isShadow ? "shadow" : "served"),
      "weight": JSONValue(weight), "served": .integer(counts.served),
      "answered": .integer(counts.answered), "invalid": .integer(counts.invalid),
      "errors": .integer(counts.errors), "outcomes": .integer(summary.n),
      "mean": JSONValue(summary.mean), "low": .number(summary.interval.low),
      "high": .number(summary.interval.high),
    ]
  }
}
